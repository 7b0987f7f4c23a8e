using System.Text;
using VoiceSmith.Audio;
using VoiceSmith.Training.Corpora;

namespace VoiceSmith.Training.Tests.Corpora;

/// <summary>Lists of recordings as people write them.</summary>
public sealed class RecordingListTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-corpus").FullName;

    [Theory]
    [InlineData("u01|Hello there.\nu02|Good day, sir.\n")]
    [InlineData("u01.wav|Hello there.\nu02.wav|Good day, sir.\n")]
    [InlineData("wavs/u01.wav|Hello there.\nwavs/u02.wav|Good day, sir.\n")]
    [InlineData("./wavs/u01.wav|Hello there.\n./wavs/u02.wav|Good day, sir.\n")]
    [InlineData("wavs\\u01.wav|Hello there.\nwavs\\u02.wav|Good day, sir.\n")]
    [InlineData("u01 | Hello there. \n u02 | Good day, sir.\n")]
    [InlineData("u01|Hello there.|\nu02|Good day, sir.|\n")]
    [InlineData("u01|Hello 1.|Hello there.\nu02|Good day, Sir|Good day, sir.\n")]
    [InlineData("u01\tHello there.\nu02\tGood day, sir.\n")]
    [InlineData("u01,Hello there.\nu02,\"Good day, sir.\"\n")]
    [InlineData("\"u01.wav\",\"Hello there.\"\n\"u02.wav\",\"Good day, sir.\"\n")]
    [InlineData("u01.wav,Hello there.\nu02.wav,Good day, sir.\n")]
    [InlineData("\"u01\"|\"Hello there.\"\n\"u02\"|\"Good day, sir.\"\n")]
    [InlineData("\uFEFFu01|Hello there.\r\nu02|Good day, sir.\r\n")]
    [InlineData("\uFEFFfile_name,transcription\r\nu01.wav,Hello there.\r\nu02.wav,\"Good day, sir.\"\r\n")]
    [InlineData("file_name,transcription\nwavs/u01.wav,Hello there.\nwavs/u02.wav,Good day, sir.\n")]
    [InlineData("audio_file|text|speaker_name\nwavs/u01.wav|Hello there.|ann\nwavs/u02.wav|Good day, sir.|ann\n")]
    public void Read_TableOfAnyForm_FindsTheRecordings(string table)
    {
        Text("metadata.csv", table);
        Sounds("wavs/u01.wav", "wavs/u02.wav");
        var corpus = Corpus.Read(_folder);
        Assert.Empty(corpus.Rejected);
        Assert.Equal(
            [("u01", "Hello there."), ("u02", "Good day, sir.")],
            corpus.Recordings.Select(item => (item.Id, item.Text))
        );
    }

    [Theory]
    [InlineData("wavs/u01.WAV")]
    [InlineData("wavs/U01.Flac")]
    [InlineData("wav/u01.wav")]
    [InlineData("u01.mp3")]
    [InlineData("session one/u01.wav")]
    [InlineData("wavs/deep/er/u01.ogg")]
    public void Read_SoundsInAnyPlace_AreFoundByName(string sound)
    {
        Text("metadata.csv", "u01|Hello there.\n");
        Sounds(sound);
        Assert.Equal(Path.Combine(_folder, sound), Assert.Single(Corpus.Read(_folder).Recordings).Path);
    }

    [Fact]
    public void Read_PathsOfAnotherMachine_FindTheFilesHere()
    {
        Text("metadata.csv", "/home/ann/corpus/wavs/u01.wav|Hello there.\n/home/ann/corpus/wavs/u02.wav|Good day.\n");
        Sounds("wavs/u01.wav", "wavs/u02.wav");
        Assert.Equal(["u01", "u02"], Corpus.Read(_folder).Recordings.Select(item => item.Id));
    }

    [Fact]
    public void Read_NameOfAnotherFolder_IsNoOtherSpeakersSound()
    {
        Text("metadata.csv", "ann/u01|Hello there.\nbob/u01|Good day.\ncarl/u01|One more.\n");
        Sounds("wavs/ann/u01.wav", "wavs/bob/u01.wav");
        var corpus = Corpus.Read(_folder);
        Assert.Equal(["ann_u01", "bob_u01"], corpus.Recordings.Select(item => item.Id));
        Assert.Equal(
            ("carl_u01", RejectionReason.NoSound, "no sound file 'carl/u01'"),
            Assert.Single(corpus.Rejected) is var rejection
                ? (rejection.Id, rejection.Reason, rejection.Detail)
                : default
        );
    }

    [Fact]
    public void Read_OneNameInTwoFolders_IsRefusedWithBoth()
    {
        Text("metadata.csv", "u01|Hello there.\n");
        Sounds("ann/u01.wav", "bob/u01.wav");
        var corpus = Corpus.Read(_folder);
        Assert.Empty(corpus.Recordings);
        Assert.Contains("ann/u01.wav and bob/u01.wav", Assert.Single(corpus.Rejected).Detail, StringComparison.Ordinal);
    }

    /// <summary>Piper's lists of several speakers: name, speaker, text.</summary>
    [Fact]
    public void Read_SpeakersInTheSecondColumn_AreNoTranscripts()
    {
        Text("metadata.csv", "u01|ann|Hello there.\nu02|bob|Good day.\nu03|ann|One more.\n");
        Sounds("wav/u01.wav", "wav/u02.wav", "wav/u03.wav");
        Assert.Equal(
            [("u01", "ann"), ("u02", "bob"), ("u03", "ann")],
            Corpus.Read(_folder).Recordings.Select(item => (item.Id, item.Speaker))
        );
    }

    /// <summary>Coqui's lists: a header, and one list for each split.</summary>
    [Fact]
    public void Read_ListsOfSplits_KeepTheirRecordingsApart()
    {
        const string header = "audio_file|text|speaker_name\n";
        Text("metadata_train.csv", header + "wavs/u01.wav|Hello there.|ann\n");
        Text("metadata_val.csv", header + "wavs/u02.wav|Good day.|bob\n");
        Text("metadata_test.csv", header + "wavs/u03.wav|One more.|bob\n");
        Sounds("wavs/u01.wav", "wavs/u02.wav", "wavs/u03.wav");
        var corpus = Corpus.Read(_folder);
        Assert.Equal("table", corpus.Layout);
        Assert.Equal([("u01", "ann"), ("u02", "bob")], corpus.Recordings.Select(item => (item.Id, item.Speaker)));
        Assert.Equal(["u02"], corpus.Validation);
        Assert.Equal([("u03", RejectionReason.Excluded)], corpus.Rejected.Select(item => (item.Id, item.Reason)));
    }

    [Theory]
    [InlineData(
        "metadata.jsonl",
        "{\"audio\": \"u01.wav\", \"text\": \"Hello there.\"}\n\n{\"audio\": \"u02.wav\", \"text\": \"Good day.\"}\n"
    )]
    [InlineData(
        "metadata.jsonl",
        "{\"file_name\": \"wavs/u01.wav\", \"transcription\": \"Hello there.\"}\n{\"file_name\": \"wavs/u02.wav\", \"transcription\": \"Good day.\"}"
    )]
    [InlineData(
        "corpus.jsonl",
        "{\"audio\": {\"path\": \"u01.wav\"}, \"text\": \"Hello there.\", \"extra\": [1]}\n{\"audio\": {\"path\": \"u02.wav\"}, \"text\": \"Good day.\"}\n"
    )]
    [InlineData(
        "train_manifest.json",
        "{\"audio_filepath\": \"wavs/u01.wav\", \"duration\": 1.5, \"text\": \"Hello there.\"}\n{\"audio_filepath\": \"wavs/u02.wav\", \"text\": \"Good day.\"}\n"
    )]
    public void Read_JsonLines_FindsTheRecordings(string name, string lines)
    {
        Text(name, lines);
        Sounds("wavs/u01.wav", "wavs/u02.wav");
        var corpus = Corpus.Read(_folder);
        Assert.Equal("jsonl", corpus.Layout);
        Assert.Equal(
            [("u01", "Hello there."), ("u02", "Good day.")],
            corpus.Recordings.Select(item => (item.Id, item.Text))
        );
    }

    [Theory]
    [InlineData("metadata.jsonl", "{\"audio\":\"u01.wav\",\"te\\ud83dxt\":\"Hello.\"}")]
    [InlineData("metadata.jsonl", "{\"audio\":\"u01.wav\",\"text\":\"Hello \\ud83d\"}")]
    [InlineData("metadata.jsonl", "{\"audio\":{\"pa\\ud83dth\":\"u01.wav\"},\"text\":\"Hello.\"}")]
    [InlineData("92_manifest_clean_train.json", "{\"audio_filepath\":\"u01.wav\",\"te\\ud83dxt\":\"Hello.\"}")]
    [InlineData("92_manifest_clean_train.json", "{\"audio_filepath\":null}")]
    [InlineData("92_manifest_clean_train.json", "[\"u01.wav\"]")]
    public void Read_LinesThatCannotBeRead_HaveACode(string list, string line)
    {
        Text(list, line + "\n");
        Sounds("u01.wav");
        Assert.Equal("VS3005", Assert.Throws<UnknownCorpusException>(() => Corpus.Read(_folder)).Code);
    }

    [Fact]
    public void Read_JsonLinesWithoutSound_SaysWhichLine()
    {
        Text("metadata.jsonl", "{\"audio\": \"u01.wav\", \"text\": \"Hello.\"}\n{\"text\": \"Of nothing.\"}\n");
        var error = Assert.Throws<UnknownCorpusException>(() => Corpus.Read(_folder));
        Assert.Equal("VS3005", error.Code);
        Assert.Contains("line 2 of metadata.jsonl", error.Why, StringComparison.Ordinal);
    }

    /// <summary>Hugging Face's audio folder: a list in the folder of every split, names relative to it.</summary>
    [Theory]
    [InlineData("metadata.csv", "file_name,transcription\n0001.wav,")]
    [InlineData("metadata.jsonl", "{\"file_name\": \"0001.wav\", \"transcription\": \"", "\"}")]
    public void Read_AudioFolder_KeepsSplitsApart(string name, string before, string after = "")
    {
        foreach (
            var (split, text) in new[] { ("train", "Hello there."), ("validation", "Good day."), ("test", "One more.") }
        )
        {
            Text($"{split}/{name}", $"{before}{text}{after}\n");
            Sounds($"{split}/0001.wav");
        }
        var corpus = Corpus.Read(_folder);
        Assert.Equal(
            [("train_0001", "Hello there."), ("validation_0001", "Good day.")],
            corpus.Recordings.Select(item => (item.Id, item.Text))
        );
        Assert.All(corpus.Recordings, item => Assert.Equal(Path.GetFileName(_folder), item.Speaker));
        Assert.Equal(["validation_0001"], corpus.Validation);
        Assert.Equal(["test_0001"], corpus.Rejected.Select(item => item.Id));
    }

    [Fact]
    public void Read_FoldersWithListsOfTheirOwn_AreSpeakers()
    {
        foreach (var speaker in new[] { "ann", "bob" })
        {
            Text($"{speaker}/metadata.csv", "u01|Hello there.\n");
            Sounds($"{speaker}/wavs/u01.wav");
        }
        Assert.Equal(
            [("ann_u01", "ann"), ("bob_u01", "bob")],
            Corpus.Read(_folder).Recordings.Select(item => (item.Id, item.Speaker))
        );
    }

    /// <summary>
    /// A corpus in a folder of the folder that is named: it is to be named itself, for its ids are those of its lists.
    /// </summary>
    [Fact]
    public void Read_OneCorpusOneFolderBelow_IsNotReadAsASpeaker()
    {
        Text("LJSpeech-1.1/metadata.csv", "u01|Hello there.\n");
        Sounds("LJSpeech-1.1/wavs/u01.wav");
        Assert.Contains(
            "1 .csv",
            Assert.Throws<UnknownCorpusException>(() => Corpus.Read(_folder)).Why,
            StringComparison.Ordinal
        );
        Assert.Single(Corpus.Read(Path.Combine(_folder, "LJSpeech-1.1")).Recordings);
    }

    [Fact]
    public void Read_OtherFilesWithJsonLines_AreNoLists()
    {
        Text("log.jsonl", "{\"kind\": \"train\", \"step\": 1}\n");
        Text("manifest.json", "[1, 2]\n");
        Sounds("u01.wav");
        Text("u01.txt", "Hello there.");
        Assert.Equal("plain", Corpus.Read(_folder).Layout);
    }

    [Fact]
    public void Read_TextsInCapitals_BelongToTheirSounds()
    {
        Sounds("u01.WAV");
        Text("u01.TXT", "Hello there.");
        Assert.Equal("Hello there.", Assert.Single(Corpus.Read(_folder).Recordings).Text);
    }

    [Fact]
    public void Read_OneNameTwice_KeepsTheFirstAndReportsWhatDiffers()
    {
        Text("metadata.csv", "u01|Hello there.\nu01|Hello there.\nu01|Something else.\n");
        Sounds("wavs/u01.wav");
        var corpus = Corpus.Read(_folder);
        Assert.Equal("Hello there.", Assert.Single(corpus.Recordings).Text);
        Assert.Equal("listed twice; the first entry is used", Assert.Single(corpus.Rejected).Detail);
    }

    [Fact]
    public void Read_SplitsWithExtensions_NameTheRecordings()
    {
        Text("metadata.csv", "u01.wav|Hello there.\nu02.wav|Good day.\nu03.wav|One more.\n");
        Text("splits/validation.txt", "wavs/u02.wav\n");
        Text("splits/excluded.txt", "u03.wav\n");
        Sounds("wavs/u01.wav", "wavs/u02.wav", "wavs/u03.wav");
        var corpus = Corpus.Read(_folder);
        Assert.Equal(["u01", "u02"], corpus.Recordings.Select(item => item.Id));
        Assert.Equal(["u02"], corpus.Validation);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Text(string path, string content) =>
        File.WriteAllText(Make(path), content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

    private void Sounds(params string[] paths)
    {
        foreach (var path in paths)
            WavFile.Write(Make(path), new AudioClip(new float[100], 22050));
    }

    private string Make(string path)
    {
        var full = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        return full;
    }
}
