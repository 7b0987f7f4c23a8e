using VoiceSmith.Audio;
using VoiceSmith.Training.Corpora;

namespace VoiceSmith.Training.Tests.Corpora;

/// <summary>Corpora as their publishers lay them out, in small.</summary>
public sealed class CorpusLayoutTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-corpus").FullName;

    [Fact]
    public void LjSpeech_MetadataAndWavs_GivesTheLastColumn()
    {
        Text(
            "metadata.csv",
            "LJ001-0001|Printed in 1455|Printed in fourteen fifty-five\nLJ001-0002|only raw\nLJ001-0003|\nLJ001-0004|No sound.|No sound.\n"
        );
        Text("LICENSE", "\nPublic domain\n");
        foreach (var id in new[] { "LJ001-0001", "LJ001-0002", "LJ001-0003" })
            Sound($"wavs/{id}.wav");
        var corpus = Read("ljspeech");
        Assert.Equal(["Printed in fourteen fifty-five", "only raw"], corpus.Recordings.Select(item => item.Text));
        Assert.Equal(
            [("LJ001-0003", RejectionReason.NoTranscript), ("LJ001-0004", RejectionReason.NoSound)],
            corpus.Rejected.Select(item => (item.Id, item.Reason))
        );
        Assert.Equal("Public domain", corpus.Licence);
    }

    [Fact]
    public void Merge_TwoCorpora_KeepsSpeakersAndSplitsAndRefusesOneIdTwice()
    {
        foreach (var name in new[] { "one", "two" })
        {
            Text($"{name}/metadata.csv", $"{name}1|Hello.\n{name}2|Good day.\n");
            Text($"{name}/splits/validation.txt", $"{name}2\n");
            Text($"{name}/LICENSE", $"Licence {name}\n");
            Sound($"{name}/wavs/{name}1.wav");
            Sound($"{name}/wavs/{name}2.wav");
        }
        var (one, two) = (Corpus.Read(Path.Combine(_folder, "one")), Corpus.Read(Path.Combine(_folder, "two")));
        var both = Corpus.Merge([two, one]);
        Assert.Equal(
            [("one1", "one"), ("one2", "one"), ("two1", "two"), ("two2", "two")],
            both.Recordings.Select(item => (item.Id, item.Speaker))
        );
        Assert.Equal(["one2", "two2"], both.Validation.Order());
        Assert.Equal("Licence two; Licence one", both.Licence);
        Assert.Contains("'one1'", Assert.Throws<UnknownCorpusException>(() => Corpus.Merge([one, one])).Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void LibriTts_SubsetsReadersChapters_GiveSpeakersAndSplits(bool whole)
    {
        foreach (
            var (subset, id) in new[]
            {
                ("train-clean-100", "84_121123_000007_000001"),
                ("train-clean-100", "103_1240_000000_000001"),
                ("dev-clean", "1272_128104_000001_000000"),
                ("test-clean", "61_70968_000000_000000"),
            }
        )
        {
            var path = $"{subset}/{id.Split('_')[0]}/{id.Split('_')[1]}/{id}";
            Sound(path + ".wav");
            Text(path + ".original.txt", "It cost $5.");
            if (id.StartsWith("84", StringComparison.Ordinal))
                Text(path + ".normalized.txt", "It cost five dollars.");
        }
        Text("train-clean-100/84/121123/84_121123.book.tsv", "x");
        Text("speakers.tsv", "READER\tGENDER\n");
        var corpus = whole ? Read("libritts") : Corpus.Read(Path.Combine(_folder, "train-clean-100"));
        Assert.Equal("libritts", corpus.Layout);
        var training = corpus.Recordings.Where(item => !corpus.Validation.Contains(item.Id)).ToArray();
        Assert.Equal(
            [("103", "It cost $5."), ("84", "It cost five dollars.")],
            training.Select(item => (item.Speaker, item.Text))
        );
        Assert.Equal(whole ? ["1272_128104_000001_000000"] : [], corpus.Validation);
        Assert.Equal(
            whole ? ["61_70968_000000_000000"] : [],
            corpus.Rejected.Where(item => item.Reason == RejectionReason.Excluded).Select(item => item.Id)
        );
    }

    [Fact]
    public void HiFiTts_Manifests_GiveReadersAndSplits()
    {
        foreach (var (split, book) in new[] { ("train", "10547"), ("dev", "9999"), ("test", "8888") })
        {
            Sound($"audio/11614_other/{book}/words_0001.flac");
            Text(
                $"11614_manifest_other_{split}.json",
                $$"""{"audio_filepath": "audio/11614_other/{{book}}/words_0001.flac", "text": "it cost five dollars", "duration": 1.0, "text_no_preprocessing": "It cost $5.", "text_normalized": "It cost five dollars."}"""
                    + "\n"
            );
        }
        var corpus = Read("hifitts");
        Assert.Equal(
            ["11614_other_10547_words_0001", "11614_other_9999_words_0001"],
            corpus.Recordings.Select(item => item.Id)
        );
        Assert.All(
            corpus.Recordings,
            item => Assert.Equal(("11614", "It cost five dollars."), (item.Speaker, item.Text))
        );
        Assert.Equal(["11614_other_9999_words_0001"], corpus.Validation);
        Assert.Equal([RejectionReason.Excluded], corpus.Rejected.Select(item => item.Reason));
    }

    [Fact]
    public void Vctk_TwoMicrophones_GivesTheFirst()
    {
        foreach (
            var name in new[]
            {
                "p225/p225_001_mic1.flac", "p225/p225_001_mic2.flac", "p226/p226_002_mic1.flac",
                "p315/p315_001_mic1.flac",
            }
        )
            Sound("wav48_silence_trimmed/" + name);
        Text("txt/p225/p225_001.txt", "Please call Stella.\n");
        Text("txt/p226/p226_002.txt", "Ask her to bring these things.\n");
        var corpus = Read("vctk");
        Assert.Equal(
            [("p225_001", "p225", "Please call Stella."), ("p226_002", "p226", "Ask her to bring these things.")],
            corpus.Recordings.Select(item => (item.Id, item.Speaker, item.Text))
        );
        Assert.EndsWith("p225_001_mic1.flac", corpus.Recordings[0].Path, StringComparison.Ordinal);
        Assert.Equal(
            [("p315_001", RejectionReason.NoTranscript)],
            corpus.Rejected.Select(item => (item.Id, item.Reason))
        );
    }

    [Fact]
    public void CommonVoice_Tables_GiveWhatWasValidated()
    {
        const string header =
            "client_id\tpath\tsentence\tup_votes\tdown_votes\tage\tgender\taccents\tlocale\tsegment\n";
        string Row(string client, string clip, string locale = "en") =>
            $"{client}\t{clip}.mp3\tThey said \"no\".\t2\t0\t\t\t\t{locale}\t\n";
        foreach (var clip in new[] { "a_1", "a_2", "a_3", "a_4" })
            Sound($"clips/{clip}.mp3");
        Text("validated.tsv", header + Row("x", "a_1") + Row("y", "a_2") + Row("y", "a_3", "de") + Row("z", "a_4"));
        Text("train.tsv", header + Row("x", "a_1"));
        Text("dev.tsv", header + Row("y", "a_2"));
        Text("test.tsv", header + Row("z", "a_4"));
        var corpus = Read("commonvoice");
        Assert.Equal(
            [("a_1", "x", "en"), ("a_2", "y", "en"), ("a_3", "y", "de")],
            corpus.Recordings.Select(item => (item.Id, item.Speaker, item.Language!))
        );
        Assert.Equal("They said \"no\".", corpus.Recordings[0].Text);
        Assert.Equal(["a_2"], corpus.Validation);
    }

    [Fact]
    public void Plain_TextsBesideSounds_GiveFoldersAsSpeakers()
    {
        foreach (var name in new[] { "ann/one", "ann/session/two", "bob/one" })
        {
            Sound(name + ".wav");
            Text(name + (name.StartsWith("bob", StringComparison.Ordinal) ? ".lab" : ".txt"), "Hello.");
        }
        Sound("bob/silent.wav");
        var corpus = Read("plain");
        Assert.Equal(
            [("ann_one", "ann"), ("ann_session_two", "ann"), ("bob_one", "bob")],
            corpus.Recordings.Select(item => (item.Id, item.Speaker))
        );
        Assert.Equal("bob_silent", Assert.Single(corpus.Rejected).Id);
    }

    [Fact]
    public void Read_IdsLikePaths_CannotLeaveTheFolder()
    {
        Text("metadata.csv", "../../outside|Hello.\n");
        Sound("wavs/x.wav");
        Assert.All(Read("ljspeech").Rejected.Select(item => item.Id), id => Assert.DoesNotContain('/', id));
    }

    [Fact]
    public void Read_NoCorpus_SaysWhatIsKnown()
    {
        Assert.Contains(
            "libritts",
            Assert.Throws<UnknownCorpusException>(() => Corpus.Read(_folder)).Why,
            StringComparison.Ordinal
        );
        Assert.Equal("VS3005", Assert.Throws<UnknownCorpusException>(() => Corpus.Read(_folder, "nothing")).Code);
        Assert.Equal("VS3005", Assert.Throws<UnknownCorpusException>(() => Corpus.Read(_folder, "ljspeech")).Code);
        Assert.Equal(
            "VS3005",
            Assert.Throws<UnknownCorpusException>(() => Corpus.Read(Path.Combine(_folder, "absent"))).Code
        );
        Text("1_manifest_clean_train.json", "not JSON\n");
        Assert.Equal("VS3005", Assert.Throws<UnknownCorpusException>(() => Corpus.Read(_folder)).Code);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Corpus Read(string layout)
    {
        var corpus = Corpus.Read(_folder);
        Assert.Equal(layout, corpus.Layout);
        return corpus;
    }

    private void Text(string path, string content) => File.WriteAllText(Make(path), content);

    private void Sound(string path) => WavFile.Write(Make(path), new AudioClip(new float[100], 22050));

    private string Make(string path)
    {
        var full = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        return full;
    }
}
