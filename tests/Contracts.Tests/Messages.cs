namespace VoiceSmith.Contracts.Tests;

/// <summary>One example of every message, by its name in Golden/wire.json.</summary>
internal static class Messages
{
    private static readonly DateTime At = new(2026, 3, 4, 5, 6, 7, DateTimeKind.Utc);
    private static readonly DateTimeOffset Offset = new(At);
    private static readonly Promotion Promotion = new(12, "kathleen", "0123456789abcdef", "ada", At);

    public static IReadOnlyDictionary<string, object> All { get; } =
        new Dictionary<string, object>
        {
            ["SpeakRequest"] = new SpeakRequest
            {
                Voice = "kathleen",
                Seed = 7,
                Rate = 1.25,
                Pitch = -2,
                Energy = 3,
                Speaker = 1,
                Pauses = 0.5,
                VoiceVersion = "0123",
                FollowVersions = true,
                Session = "mine",
                Lexicon = "tomato T AH0 M EY1 T OW0",
                Markup = true,
                Details = ["phoneme", "viseme"],
                MaxDelay = 0.5,
                FromSample = 100,
                KnownSentence = 1,
                KnownSentenceSample = 60,
                Continues = "u1",
                Queue = true,
                Replaces = "u1",
                Played = 42,
                MaxLead = 2,
            },
            ["SpeakRequest, empty"] = new SpeakRequest(),
            ["VoiceInfo"] = new VoiceInfo("kathleen", "0123", "en-US", ["nobody", "linda"], 22050, 5330, "CC0 1.0"),
            ["StartEvent"] = new StartEvent(22050, 1, 16, "kathleen", "0123", 7, "u2", "0123"),
            ["AcceptedEvent"] = new AcceptedEvent("u2", 1, "u1", new(400, 5, "hello", 0, 5)),
            ["AcceptedEvent, nothing replaced"] = new AcceptedEvent("u2", 0, null, null),
            ["StoppedEvent"] = new StoppedEvent(new(400, 5, null, null, null)),
            ["HeardText"] = new HeardText(400, 5, "hello", 0, 5),
            ["SentenceEvent"] = new SentenceEvent(1, 100, 2000, 3, 9, "0123"),
            ["WordEvent"] = new WordEvent("five", 100, 200, 3, 5),
            ["PhonemeEvent"] = new PhonemeEvent("AH0", 100, 20, 3, 5),
            ["VisemeEvent"] = new VisemeEvent(2, 100, 20, 3, 5),
            ["MarkEvent"] = new MarkEvent("here", 100, 3, 5),
            ["NoticeEvent"] = new NoticeEvent("The voice has no speaker 'x'.", 100, 3, 5),
            ["AudioEvent"] = new AudioEvent(100, new byte[] { 1, 0, 255, 127 }),
            ["LedgerEvent"] = new LedgerEvent(1, 2, 3, 4, 5, 6, 7, 8, 36, 22050, 0.0625, 2),
            ["EndEvent"] = new EndEvent(22050),
            ["DataSet"] = new DataSet
            {
                Id = "clips-0a1b2c",
                Name = "clips",
                Licence = "CC0 1.0",
                Created = At,
                Files = 8,
                Bytes = 1234,
                Ignored = ["notes.doc"],
                State = "ready",
                Done = 4,
                Total = 4,
                Report = new()
                {
                    Layout = "LjSpeech",
                    Recordings = 3,
                    Validation = 1,
                    Seconds = 12.34,
                    Speakers = ["nobody"],
                    Pitch = 180.5,
                    Hash = "ff00",
                    LeftOut = [new("TooShort", 1, [new("a", "0.1 s")])],
                },
            },
            ["DataSet, new"] = new DataSet { Id = "a", Name = "b" },
            ["RunRequest"] = new RunRequest
            {
                DataSet = "clips-0a1b2c",
                Voice = "kathleen",
                Name = "linda",
                User = "ada",
                Consent = "My own voice.",
                Steps = 240,
                LearningRate = 1e-3,
                BatchSize = 4,
                ValidateEvery = 10,
                AlignerSteps = 3,
                SpeakerSteps = 5,
            },
            ["RunRequest, empty"] = new RunRequest(),
            ["Run"] = new Run
            {
                Id = "linda-0a1b2c",
                Name = "linda",
                State = "running",
                DataSet = "clips-0a1b2c",
                DataHash = "ff00",
                Licence = "CC0 1.0",
                User = "ada",
                Consent = "My own voice.",
                Voice = "kathleen",
                Parent = "fedcba9876543210",
                Steps = 240,
                LearningRate = 2e-4,
                BatchSize = 8,
                ValidateEvery = 30,
                AlignerSteps = 30,
                SpeakerSteps = 48,
                Queued = At,
                Step = 17,
                Checkpoints = [8, 16],
                Promoted = [Promotion],
            },
            ["Promotion"] = Promotion,
            ["PromotionRequest"] = new PromotionRequest
            {
                Step = 12,
                Voice = "linda",
                User = "ada",
            },
            ["RunEvent, state"] = new RunEvent
            {
                Type = "state",
                Number = 1,
                At = At,
                Step = 3,
                State = "failed",
                Error = "VS4037: It ended.",
            },
            ["RunEvent, started"] = new RunEvent
            {
                Type = "started",
                Number = 2,
                At = At,
                Steps = 240,
            },
            ["RunEvent, progress"] = new RunEvent
            {
                Type = "progress",
                Number = 3,
                At = At,
                Step = 5,
                Losses = new Dictionary<string, double> { ["mel"] = 0.5 },
                StepsPerSecond = 1.5,
                AudioRate = 20,
                SecondsLeft = 90,
            },
            ["RunEvent, validated"] = new RunEvent
            {
                Type = "validated",
                Number = 4,
                At = At,
                Step = 8,
                Losses = new Dictionary<string, double> { ["mel"] = 0.25 },
                Score = 0.25,
                Best = true,
                Files = [new("sound", "a", "/api/runs/r/files/a.wav")],
            },
            ["RunEvent, saved"] = new RunEvent
            {
                Type = "saved",
                Number = 5,
                At = At,
                Step = 8,
                Best = false,
            },
            ["RunEvent, skipped"] = new RunEvent
            {
                Type = "skipped",
                Number = 6,
                At = At,
                Step = 9,
                Error = "The loss is NaN.",
            },
            ["RunEvent, promoted"] = new RunEvent
            {
                Type = "promoted",
                Number = 7,
                At = At,
                Step = 12,
                Promotion = Promotion,
            },
            ["VoiceVersions"] = new VoiceVersions(
                "kathleen",
                "0123456789abcdef",
                new("fedc", 0.25, true, ["mine"]),
                [Version()],
                [new("0123456789abcdef", Offset, "ada", "run 7")]
            ),
            ["VoiceVersions, nothing compared"] = new VoiceVersions("kathleen", "0123456789abcdef", null, [], []),
            ["VersionComparison"] = new VersionComparison(null, 0.5),
            ["VersionRequest"] = new VersionRequest("0123", "ada"),
            ["VoteRequest"] = new VoteRequest(true, "u1"),
            ["Publication"] = new Publication("0123", Offset, "ada", "run 7"),
        };

    private static VoiceVersion Version() =>
        new()
        {
            Version = "0123456789abcdef",
            State = "current",
            At = Offset,
            By = "ada",
            Source = "run 7, step 300",
            Language = "en-US",
            Provenance = new()
            {
                AcousticStep = 5330,
                VocoderStep = 3843,
                DataHash = "ff00",
                Licence = "CC0 1.0",
                Consent = "It is mine.",
                ConsentBy = "Ada",
                Parent = "fedcba9876543210",
                Metrics = new Dictionary<string, double> { ["acoustic/mel"] = 0.25, ["naturalness"] = 4 },
            },
            Findings = [new("pace", 2.5, true, "2.5 words a second, where 0.8 to 7 is asked for.")],
            Bytes = 9876,
            Figures = new(3, 1, 0, 61.5, 90.25, 0.05, 2, 1),
        };
}
