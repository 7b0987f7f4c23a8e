using VoiceSmith.Text.Markup;
using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Text.Tests.Phonemes;

public sealed class IpaTests
{
    [Theory]
    [InlineData("HH AH0 L OW1", "həˈloʊ")]
    [InlineData("EH2 K S T R AH0 AO1 R D AH0 N EH2 R IY0", "ˌɛkstɹəˈɔːɹdəˌnɛɹi")]
    [InlineData("B ER1 D", "ˈbɜːd")]
    [InlineData("CH AE1 P T ER0", "ˈtʃæptɚ")]
    [InlineData("", "")]
    public void Write_Arpabet_StressBeforeTheSyllable(string arpabet, string ipa) =>
        Assert.Equal(ipa, Ipa.Write(Arpabet.Parse(arpabet)));

    [Fact]
    public void Write_WholeDictionary_IsReadBack() =>
        Assert.All(
            PronouncingLexicon.English.Entries().Where((_, i) => i % 50 == 0),
            entry =>
            {
                var phones = entry.Pronunciations[0];
                if (!phones.Any(phone => Arpabet.StressOf(phone) > 0))
                    return; // a word gets a stress when it is read
                Assert.True(PhoneticNotation.TryReadIpa(Ipa.Write(phones), out var read), entry.Word);
                // əɹ is read as ɚ
                Assert.Equal(Ipa.Write(phones).Replace("əɹ", "ɚ", StringComparison.Ordinal), Ipa.Write(read));
            }
        );
}
