using Microsoft.Extensions.Time.Testing;

namespace VoiceSmith.Access.Tests;

public sealed class CallerLimitsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"voicesmith-{Guid.NewGuid():n}");

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private CallerLimits Limits(LimitOptions options) => new(options, _time, Path.Combine(_folder, "keys.hours.json"));

    [Fact]
    public void Speak_OverTheLimit_IsRefusedUntilOneEnds()
    {
        var limits = Limits(new() { Utterances = 2 });
        var first = limits.Speak("a");
        using var second = limits.Speak("a");
        var error = Assert.Throws<LimitExceededException>(() => limits.Speak("a"));
        Assert.Equal(("VS4053", TimeSpan.FromSeconds(1)), (error.Code, error.RetryAfter));
        limits.Speak("b").Dispose(); // others are not affected
        first.Dispose();
        first.Dispose(); // twice is once
        using var third = limits.Speak("a");
        Assert.Throws<LimitExceededException>(() => limits.Speak("a"));
    }

    [Fact]
    public void Connect_NoLimit_IsNotRefused()
    {
        var limits = Limits(new());
        for (var i = 0; i < 1000; i++)
            limits.Connect("a");
    }

    [Fact]
    public void Read_OverTheMinutesLimit_SaysWhenThereIsMore()
    {
        var limits = Limits(new() { CharactersPerMinute = 600 });
        limits.Read("a", 500);
        limits.Read("a", 700); // begun within the limit
        var error = Assert.Throws<LimitExceededException>(() => limits.Read("a", 1));
        Assert.InRange(error.RetryAfter.TotalSeconds, 60, 60.1);
        limits.Read("b", 1);
        _time.Advance(error.RetryAfter);
        limits.Read("a", 1);
    }

    [Fact]
    public void Train_OverTheDaysLimit_IsRefused()
    {
        var limits = Limits(new() { TrainingHours = 2 });
        limits.RequireTraining("a");
        Assert.True(limits.Train("a", 1.5));
        Assert.False(limits.Train("a", 1));
        Assert.Throws<LimitExceededException>(() => limits.RequireTraining("a"));
        limits.RequireTraining("b");
        _time.Advance(TimeSpan.FromHours(24));
        limits.RequireTraining("a");
    }

    [Fact]
    public void Train_ServerRestarted_NothingIsGivenBack()
    {
        Assert.False(Limits(new() { TrainingHours = 2 }).Train("a", 2.5));
        Assert.True(Limits(new() { TrainingHours = 2 }).Train("b", 0.5));
        var error = Assert.Throws<LimitExceededException>(() =>
            Limits(new() { TrainingHours = 2 }).RequireTraining("a")
        );
        Assert.InRange(error.RetryAfter.TotalHours, 6, 6.1); // half an hour is owed, and 12 hours give one
        Limits(new() { TrainingHours = 2 }).RequireTraining("b");
        _time.Advance(error.RetryAfter);
        Limits(new() { TrainingHours = 2 }).RequireTraining("a");
        Limits(new()).RequireTraining("a");
    }

    [Fact]
    public void Train_DamagedFile_SaysSo()
    {
        Directory.CreateDirectory(_folder);
        File.WriteAllText(Path.Combine(_folder, "keys.hours.json"), "{\"a\":null}");
        var limits = Limits(new() { TrainingHours = 2 });
        Assert.Equal("VS4056", Assert.Throws<KeyFileException>(() => limits.RequireTraining("a")).Code);
        Assert.Equal("VS4056", Assert.Throws<KeyFileException>(() => limits.Train("a", 1)).Code);
    }

    [Fact]
    public void Callers_ThatUseNothing_AreForgotten()
    {
        var limits = Limits(new() { Utterances = 2, CharactersPerMinute = 100 });
        for (var i = 0; i < 100; i++)
            limits.Speak($"{i}").Dispose();
        Assert.Equal(0, limits.Count);
        limits.Read("a", 50);
        Assert.Equal(1, limits.Count);
        _time.Advance(TimeSpan.FromMinutes(1));
        limits.Speak("a").Dispose();
        Assert.Equal(0, limits.Count);
    }

    [Theory]
    [InlineData("speak train", Scope.Train)]
    [InlineData("admin", Scope.Admin)]
    [InlineData("openid profile", null)]
    [InlineData("", null)]
    public void Widest_Names_IsTheWidest(string names, Scope? expected) =>
        Assert.Equal(expected, Scopes.Widest([names]));
}
