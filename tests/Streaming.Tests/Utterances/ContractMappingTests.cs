using VoiceSmith.Contracts;
using VoiceSmith.Streaming.Scheduling;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Streaming.Tests.Utterances;

public sealed class ContractMappingTests
{
    public static TheoryData<SpeechEvent> Events =>
        [
            new SpeechStarted(new(22050), "anna", "v1", ulong.MaxValue) { Utterance = "u" },
            new SentenceStarted(1, 2, 3, new(4, 5)) { VoiceVersion = "v1" },
            new WordStarted("five", 1, 2, new(3, 4)),
            new PhonemeStarted("AA1", 1, 2, new(3, 4)),
            new VisemeStarted(7, 1, 2, new(3, 4)),
            new MarkReached("here", 1, new(3, 4)),
            new NoticeGiven("ignored", 1, new(3, 4)),
            new SoundMade(new(5, new byte[] { 1, 2 })),
            new SpeechAccounted(new Ledger(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0.5, 12)),
            new SpeechEnded(99),
        ];

    [Theory]
    [MemberData(nameof(Events))]
    public void Event_AsMessageAndBack_IsTheSame(SpeechEvent happened) =>
        Assert.Equal(happened, happened.ToContract().ToSpeechEvent());

    [Fact]
    public void Request_AsMessageAndBack_IsTheSame()
    {
        var request = new SpeechRequest
        {
            Voice = "anna",
            Seed = ulong.MaxValue,
            VoiceVersion = "v1",
            FollowsVersions = true,
            Session = "s",
            Markup = false,
            FromSample = 7,
            KnownSentence = new(2, 5),
            Continues = "u1",
            Details = SpeechDetails.Phonemes | SpeechDetails.Visemes,
            MaxLead = TimeSpan.FromSeconds(1.5),
            MaxDelay = TimeSpan.FromSeconds(0.25),
            Controls = new()
            {
                Rate = 1.5,
                PitchSemitones = -1,
                EnergyDb = 2,
                Pauses = 0.5,
                Speaker = 3,
            },
            Lexicon = UserLexicon.Parse("goat G OW1 T", "test"),
        };
        var again = request.ToContract().ToSpeechRequest();
        Assert.Equal(request.Lexicon.Find("goat"), again.Lexicon!.Find("goat"));
        Assert.Equal(request with { Lexicon = null }, again with { Lexicon = null });
    }
}
