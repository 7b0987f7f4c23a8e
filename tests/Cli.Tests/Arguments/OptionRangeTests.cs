namespace VoiceSmith.Cli.Tests.Arguments;

public sealed class OptionRangeTests
{
    private const string Train = "train vocoder --data d --out o",
        Acoustic = "train acoustic --data d --out o";
    private const string FineTune = "finetune --data d --out o --name n",
        Prepare = "prepare c --out o";
    private const string Pack = "voice pack --acoustic a --name n --out o";

    [Theory]
    [InlineData(Train, "--threads", "0")]
    [InlineData(Train, "--threads", "100000")]
    [InlineData(Train, "--learning-rate", "-1")]
    [InlineData(Train, "--learning-rate", "0")]
    [InlineData(Train, "--learning-rate", "NaN")]
    [InlineData(Train, "--validate-every", "0")]
    [InlineData(Train, "--batch-size", "0")]
    [InlineData(Train, "--log-every", "-5")]
    [InlineData(Train, "--max-steps", "0")]
    [InlineData(Train, "--max-epochs", "0")]
    [InlineData(Train, "--max-minutes", "0")]
    [InlineData(Train, "--gradient-clip", "0")]
    [InlineData(Train, "--accumulate-gradient-batches", "0")]
    [InlineData(Train, "--checkpoint-every-minutes", "-1")]
    [InlineData(Train, "--checkpoint-every-steps", "0")]
    [InlineData(Train, "--keep-checkpoints", "0")]
    [InlineData(Train, "--save-top-k", "-1")]
    [InlineData(Train, "--average-decay", "1")]
    [InlineData(Train, "--swa-every", "0")]
    [InlineData(Train, "--patience", "0")]
    [InlineData(Train, "--segment-frames", "4")]
    [InlineData(Train, "--discriminator-channels", "0")]
    [InlineData(Train, "--limit-train-batches", "500%")]
    [InlineData(Train, "--limit-train-batches", "0")]
    [InlineData(Train, "--limit-validation-batches", "many")]
    [InlineData(Acoustic, "--aligner-steps", "-1")]
    [InlineData(Acoustic, "--noise-channels", "-1")]
    [InlineData(FineTune, "--original-share", "1")]
    [InlineData(FineTune, "--adapter-rank", "-1")]
    [InlineData(FineTune, "--batch-size", "0")]
    [InlineData(Prepare, "--workers", "0")]
    [InlineData(Prepare, "--min-seconds", "-1")]
    [InlineData(Prepare, "--max-seconds", "0")]
    [InlineData(Prepare, "--loudness", "10")]
    [InlineData(Pack, "--voiced-noise", "2")]
    [InlineData(Pack, "--sharpness", "-1")]
    [InlineData("evaluate --data d", "--limit", "500%")]
    public void Parse_ValueOutOfRange_NamesTheOptionAndItsRange(string command, string option, string value)
    {
        Assert.Empty(CommandLine.Create().Parse(command).Errors);
        var error = Assert.Single(CommandLine.Create().Parse($"{command} {option} {value}").Errors);
        Assert.StartsWith(
            $"VS3011: {option} is {value}, out of its range. Choose a ",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData(
        "--threads 1 --learning-rate 1e-5 --validate-every 1 --batch-size 1 --limit-train-batches 100% --segment-frames 5"
    )]
    [InlineData(
        "--max-steps 1000000000000 --max-minutes 0.1 --limit-train-batches 7 --limit-validation-batches 0.25 --average-decay 0"
    )]
    [InlineData("--resume")]
    [InlineData("--restart")]
    public void Parse_ValuesWithinTheirRanges_AreTaken(string options) =>
        Assert.Empty(CommandLine.Create().Parse($"{Train} {options}").Errors);

    [Fact]
    public void Parse_ResumeAndRestart_ExcludeEachOther() =>
        Assert.Contains(
            "--restart",
            Assert.Single(CommandLine.Create().Parse($"{Train} --resume --restart").Errors).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("data", "Name one of: list, upload, ")]
    [InlineData("", "Name one of: speak, ")]
    [InlineData("speka hello", "There is no command 'speka'. Name one of: speak, ")]
    public void MissingCommand_NothingToDo_NamesWhatThereIs(string arguments, string expected) =>
        Assert.StartsWith(
            expected,
            CommandLine.MissingCommand(CommandLine.Create().Parse(arguments)),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("train acoustic")]
    [InlineData("data --help")]
    [InlineData("voices")]
    public void MissingCommand_OfACommandThatDoesSomething_IsNone(string arguments) =>
        Assert.Null(CommandLine.MissingCommand(CommandLine.Create().Parse(arguments)));

    [Theory]
    [InlineData("compare lj --share 2", "VS3011")]
    [InlineData("compare lj --share 0.5 --stop", "Give one of")]
    [InlineData("compare lj --version x", "belong to --share")]
    [InlineData("data decide set clip", "Give --use, --drop or --text")]
    [InlineData("data decide set a b --text x", "for one recording")]
    public void Parse_OptionsThatDoNotGoTogether_SayWhichDo(string arguments, string expected) =>
        Assert.Contains(
            expected,
            string.Join('\n', CommandLine.Create().Parse(arguments).Errors.Select(error => error.Message)),
            StringComparison.Ordinal
        );
}
