using System.IO.Compression;
using System.Text;
using VoiceSmith.Studio.DataSets;

namespace VoiceSmith.Studio.Tests;

/// <summary>Uploads: accepted whole, or refused with the reason and nothing left.</summary>
public sealed class DataSetTests(DataSetTests.SmallStudio studio) : IClassFixture<DataSetTests.SmallStudio>
{
    private static readonly byte[] Wav = Tones.Recordings(1).First().Content;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task Upload_SoundsAndTexts_AreCheckedListedAndDeleted()
    {
        var set = await studio.UploadAsync(
            "My voice",
            [
                .. Tones.Recordings(3),
                ("more.wav", Tones.Recordings(4).Skip(6).First().Content),
                ("quiet.wav", Silence()),
            ]
        );
        Assert.StartsWith("my-voice-", set.Id, StringComparison.Ordinal);
        Assert.Equal(DataSetState.Uploaded, set.State);

        var found = await studio.Data.CheckAsync(set.Id, Token);
        Assert.True(found.State == DataSetState.Ready, found.ToString());
        Assert.Equal((3, 1), (found.Report!.Recordings, found.Report.Validation));
        Assert.Equal("NoTranscript", found.Report.LeftOut[0].Reason);

        var recordings = studio.Data.RecordingsOf(set.Id, id => $"/{id}");
        Assert.Equal(["clip0", "clip1", "clip2", "more", "quiet"], recordings.Select(one => one.Id));
        Assert.Equal([false, false, false, true, true], recordings.Select(one => one.Problem is not null));
        Assert.Equal(("Hello there.", "/clip0"), (recordings[0].Text, recordings[0].Url));
        Assert.Equal((1, "/quiet"), (recordings.Count(one => one.IsValidation), recordings[4].Url));
        Assert.Equal(Silence(), await File.ReadAllBytesAsync(studio.Data.SoundOf(set.Id, "quiet"), Token));
        foreach (var unknown in new[] { "nobody", "../about", "clip0.txt", "" })
            Assert.Throws<UnknownTrainingItemException>(() => studio.Data.SoundOf(set.Id, unknown));

        Assert.Contains(set.Id, studio.Data.All.Select(one => one.Id));
        Assert.Equal(DataSetState.Ready, studio.Data.Get(set.Id).State);
        studio.Training.DeleteDataSet(set.Id);
        Assert.DoesNotContain(set.Id, studio.Entries("datasets"));
    }

    [Fact(Timeout = 300_000)]
    public async Task Check_LongRecordingWithOneText_IsCutAndItsDoubtfulPiecesAreDecided()
    {
        Assert.SkipUnless(Models.Voice.HasEmbedded, "The build has no voice whose aligner could cut.");
        var set = await studio.UploadAsync("chapter", [.. Tones.Recordings(2), .. SpokenChapter.Files()]);
        await studio.Data.CheckAsync(set.Id, Token);
        var pieces = Recordings(set).Where(one => one.Id.StartsWith("chapter-", StringComparison.Ordinal)).ToArray();
        Assert.Equal(6, pieces.Length);
        Assert.DoesNotContain("chapter", Recordings(set).Select(one => one.Id));
        Assert.Equal(["chapter-0002", "chapter-0003"], pieces.Where(one => one.IsDoubtful).Select(one => one.Id));
        Assert.All(pieces.Where(one => one.IsDoubtful), one => Assert.Contains("are not in the text", one.Problem));
        var first = pieces[1];

        studio.Data.Decide(set.Id, first.Id, true, " One. ");
        studio.Data.Decide(set.Id, "chapter-0001", false, null);
        Assert.Throws<UnknownTrainingItemException>(() => studio.Data.Decide(set.Id, "nobody", true, null));
        Assert.True(Recordings(set).Single(one => one.Id == first.Id).Use);
        var written = File.GetLastWriteTimeUtc(studio.Data.SoundOf(set.Id, first.Id));
        await studio.Data.CheckAsync(set.Id, Token);
        Assert.True(studio.Data.Get(set.Id) is { State: DataSetState.Ready }, studio.Data.Get(set.Id).Problem);
        var used = Recordings(set).Single(one => one.Id == first.Id);
        var dropped = Recordings(set).Single(one => one.Id == "chapter-0001");
        Assert.Equal(("One.", null), (used.Text, used.Problem));
        Assert.Equal(("chapter-0001", "dropped by hand"), (dropped.Id, dropped.Problem));
        Assert.Equal(written, File.GetLastWriteTimeUtc(studio.Data.SoundOf(set.Id, first.Id))); // it is cut once
    }

    [Fact(Timeout = 300_000)]
    public async Task Upload_TranscriptsAsOneList_AreGivenToTheirSounds()
    {
        var sounds = Tones.Recordings(3).Where(file => file.Name.EndsWith(".wav", StringComparison.Ordinal));
        var set = await studio.UploadAsync(
            "list",
            [
                .. sounds,
                (
                    "transcripts.txt",
                    "clip0.wav|Hello there.\nclip1|A small test.\r\nclip2\tOne more line.\nclip9|Nobody.\n"u8.ToArray()
                ),
            ]
        );
        Assert.Equal((3, 1), await CheckedAsync(set));
    }

    [Fact(Timeout = 300_000)]
    public async Task Upload_AZipWithOneFolder_IsReadAsTheCorpusInIt()
    {
        var files = Tones.Recordings(3).ToDictionary();
        var zip = Zip([
            .. files
                .Where(file => file.Key.EndsWith(".wav", StringComparison.Ordinal))
                .Select(file => ($"mine/wavs/{file.Key}", file.Value)),
            ("mine/metadata.csv", "clip0|Hello there.\nclip1|A small test.\nclip2|One more line.\n"u8.ToArray()),
            ("mine/.DS_Store", [0, 1]),
            ("__MACOSX/mine/._clip0.wav", [0, 1]),
            ("mine/cover.jpg", [1]),
        ]);
        var set = await studio.UploadAsync("zipped", ("mine.zip", zip));
        Assert.Equal(["mine/.DS_Store", "__MACOSX/mine/._clip0.wav", "mine/cover.jpg"], set.Ignored);
        Assert.Equal((3, 1), await CheckedAsync(set));
    }

    public static TheoryData<string, string> HostileZips =>
        new()
        {
            { "../evil.wav", "VS4032" },
            { "/etc/evil.wav", "VS4032" },
            { "a/../../evil.wav", "VS4032" },
            { "C:/evil.wav", "VS4032" },
            { "..\\evil.wav", "VS4032" },
            { "a\"b.wav", "VS4032" },
            { "con.wav", "VS4032" },
            { "-i.wav", "VS4032" },
            { "a/b/c/d/e/f/g/h/i.wav", "VS4032" },
            { "line\nbreak.wav", "VS4032" },
            { " ", "VS4032" },
        };

    [Theory(Timeout = 300_000)]
    [MemberData(nameof(HostileZips))]
    public async Task Upload_ZipWithAHostileName_IsRefusedAndNothingStays(string name, string code) =>
        await RefusedAsync(code, ("x.zip", Zip((name, Wav))));

    [Fact(Timeout = 300_000)]
    public async Task Upload_ZipWithALink_IsRefused()
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            var link = archive.CreateEntry("passwords.txt");
            link.ExternalAttributes = unchecked((int)0xA1FF0000);
            using var target = link.Open();
            target.Write("/etc/passwd"u8);
        }
        await RefusedAsync("VS4032", ("x.zip", packed.ToArray()));
    }

    [Fact(Timeout = 300_000)]
    public async Task Upload_ZipThatPacksTooWell_IsRefused()
    {
        var zeros = new byte[8 << 20];
        Wav.AsSpan(0, 44).CopyTo(zeros);
        await RefusedAsync("VS4033", ("x.zip", Zip(("bomb.wav", zeros))));
    }

    [Fact(Timeout = 300_000)]
    public async Task Upload_ZipThatUnpacksToTooMuch_IsRefused()
    {
        var noise = new byte[600_000];
        new Random(1).NextBytes(noise);
        Wav.AsSpan(0, 44).CopyTo(noise);
        await RefusedAsync("VS4033", ("x.zip", Zip([.. Enumerable.Range(0, 6).Select(i => ($"n{i}.wav", noise))])));
    }

    [Fact(Timeout = 300_000)]
    public async Task Upload_ZipWithTooManyFiles_IsRefused() =>
        await RefusedAsync(
            "VS4033",
            ("x.zip", Zip([.. Enumerable.Range(0, 60).Select(i => ($"{i}.txt", "Hello."u8.ToArray()))]))
        );

    [Fact(Timeout = 300_000)]
    public async Task Upload_ZipWithAnEndlessList_IsRefusedBeforeItIsRead() =>
        await RefusedAsync(
            "VS4032",
            (
                "x.zip",
                Zip([
                    .. Enumerable
                        .Range(0, 6000)
                        .Select(i => ($"{new string('d', 100)}/{new string('e', 100)}/{i}.txt", Array.Empty<byte>())),
                ])
            )
        );

    [Theory(Timeout = 300_000)]
    [InlineData("x.zip", "This is no archive.", "VS4032")]
    [InlineData("x.wav", "This is no sound.", "VS4032")]
    [InlineData("x.txt", "no\0text", "VS4032")]
    [InlineData("con.wav", "RIFFxxxxWAVE", "VS4032")]
    [InlineData("notes.pdf", "%PDF", "VS4032")]
    [InlineData("metadata.csv", "a line without a text", "VS4032")]
    public async Task Upload_FileThatIsNotWhatItSays_IsRefused(string name, string content, string code) =>
        await RefusedAsync(code, (name, Encoding.UTF8.GetBytes(content)));

    [Fact(Timeout = 300_000)]
    public async Task Upload_TooManyBytes_IsRefusedBeforeItsEnd()
    {
        var big = new byte[5 << 20];
        Wav.AsSpan(0, 44).CopyTo(big);
        await RefusedAsync("VS4033", ("big.wav", big));
    }

    [Fact(Timeout = 300_000)]
    public async Task Check_MoreSoundThanAllowed_SaysSo()
    {
        var set = await studio.UploadAsync(
            "long",
            [.. Tones.Recordings(6).Concat(Tones.Recordings(6).Select(file => ($"b{file.Name}", file.Content)))]
        );
        var found = await studio.Data.CheckAsync(set.Id, Token);
        Assert.Equal(DataSetState.Unusable, found.State);
        Assert.StartsWith("VS3010", found.Problem, StringComparison.Ordinal);
    }

    private async Task<(int Recordings, int Validation)> CheckedAsync(DataSet set)
    {
        var found = await studio.Data.CheckAsync(set.Id, Token);
        Assert.True(found.State == DataSetState.Ready, found.ToString());
        return (found.Report!.Recordings, found.Report.Validation);
    }

    private async Task RefusedAsync(string code, (string Name, byte[] Content) file)
    {
        var before = studio.Entries("datasets").Order().ToArray();
        var error = await Assert.ThrowsAnyAsync<VoiceSmithException>(() => studio.UploadAsync("bad", file));
        Assert.Equal(code, error.Code);
        Assert.Equal(before, studio.Entries("datasets").Order());
        Assert.False(File.Exists(Path.Combine(Path.GetDirectoryName(studio.Folder)!, "evil.wav")));
    }

    private static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in files)
            {
                using var target = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
                target.Write(content);
            }
        return packed.ToArray();
    }

    private IReadOnlyList<Contracts.DataRecording> Recordings(DataSet set) =>
        studio.Data.RecordingsOf(set.Id, id => $"/{id}");

    private static byte[] Silence()
    {
        using var wav = new MemoryStream();
        Audio.WavFile.Write(wav, new(new float[22050], 22050));
        return wav.ToArray();
    }

    /// <summary>A studio that takes little, so that tests send little.</summary>
    public sealed class SmallStudio : RunningStudio
    {
        protected override TrainingOptions Options =>
            new()
            {
                Folder = Folder,
                Place = TrainingPlace.Server,
                MaxUploadBytes = 4_000_000,
                MaxUnpackedBytes = 3_000_000,
                MaxFiles = 50,
                MaxDuration = TimeSpan.FromSeconds(20),
            };
    }
}
