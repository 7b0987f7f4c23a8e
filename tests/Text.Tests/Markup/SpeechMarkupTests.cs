using System.Diagnostics;
using System.Text;
using CsCheck;
using VoiceSmith.Text.Markup;
using VoiceSmith.Text.Normalization;
using VoiceSmith.Text.Sentences;

namespace VoiceSmith.Text.Tests.Markup;

public sealed class SpeechMarkupTests
{
    [Theory]
    [InlineData("<speak>Hello world.</speak>", "Hello world.")]
    [InlineData("<speak>a &amp; b &lt; c</speak>", "a & b < c")]
    [InlineData("<speak>One.<p>Two.</p><p>Three.</p></speak>", "One.\n\nTwo.\n\nThree.")]
    [InlineData("<speak><s>One</s><s>two</s> three</speak>", "One\n\ntwo\n\nthree")]
    [InlineData("<speak>\n  Hello,\n  <emphasis>you</emphasis>\n  there\n</speak>", "Hello, you there ")]
    [InlineData("<speak>x<![CDATA[ 3 < 4 ]]></speak>", "x 3 < 4 ")]
    [InlineData("<speak><metadata>no</metadata>yes<!-- no --></speak>", "yes")]
    [InlineData("no <b>root</b> at all", "no root at all")]
    [InlineData(
        "<?xml version=\"1.0\"?><speak version=\"1.1\" xmlns=\"http://www.w3.org/2001/10/synthesis\" xml:lang=\"en-US\">Hi.</speak>",
        "Hi."
    )]
    public void Parse_Document_GivesItsPlainText(string source, string text) =>
        Assert.Equal(text, SpeechMarkup.Parse(source).Text);

    [Fact]
    public void Parse_EveryElement_BecomesASpan()
    {
        const string Source =
            "<speak>Say <say-as interpret-as=\"date\" format=\"dmy\">1/2/2003</say-as> <sub alias=\"World Wide Web\">WWW</sub>"
            + "<break time=\"500ms\"/> <phoneme alphabet=\"ipa\" ph=\"təˈmeɪtoʊ\">tomato</phoneme> <prosody rate=\"80%\" pitch=\"+2st\" volume=\"-6dB\">slow</prosody>"
            + " <emphasis level=\"strong\">now</emphasis> <mark name=\"here\"/><voice name=\"anna\">hi</voice> <lang xml:lang=\"fr\">non</lang></speak>";
        var marked = SpeechMarkup.Parse(Source);
        Assert.Empty(marked.Notices);
        string Of(MarkupSpan span) => marked.Text[span.Span.Start..span.Span.End];
        Assert.Collection(
            marked.Spans,
            span =>
                Assert.Equal(("1/2/2003", "date", "dmy"), (Of(span), ((SayAsSpan)span).Kind, ((SayAsSpan)span).Format)),
            span => Assert.Equal(("WWW", "World Wide Web"), (Of(span), ((AliasSpan)span).Words)),
            span => Assert.Equal(TimeSpan.FromMilliseconds(500), ((BreakSpan)span).Duration),
            span => Assert.Equal(["T", "AH0", "M", "EY1", "T", "OW0"], ((PronunciationSpan)span).Phones),
            span => Assert.Equal(new Prosody(0.8, 2, -6), ((ProsodySpan)span).Prosody),
            span => Assert.Equal(("now", EmphasisLevel.Strong), (Of(span), ((EmphasisSpan)span).Level)),
            span => Assert.Equal("here", ((MarkSpan)span).Name),
            span => Assert.Equal(("hi", "anna"), (Of(span), ((VoiceSpan)span).Name)),
            span => Assert.Equal(("non", "fr"), (Of(span), ((LanguageSpan)span).Language))
        );
    }

    [Theory]
    [InlineData("<speak>a &amp; &#8364;5\r\n and <b>more</b> <![CDATA[x & y]]> end</speak>")]
    [InlineData("<speak><p>One  two</p>\n\n<p>three &lt;four&gt;</p>&#x1F600;!</speak>")]
    public void ToSource_EveryCharacter_LeadsToWhatWasTyped(string source)
    {
        var marked = SpeechMarkup.Parse(source);
        for (var i = 0; i < marked.Text.Length; i++)
        {
            var span = marked.ToSource(new(i, i + 1));
            var typed = source[span.Start..span.End];
            if (!char.IsWhiteSpace(marked.Text[i]) && !typed.StartsWith('&'))
                Assert.Equal(marked.Text[i].ToString(), typed);
        }
        var end = marked.Text.LastIndexOf("end", StringComparison.Ordinal);
        if (end > 0)
            Assert.Equal(
                "end",
                source[marked.ToSource(new(end, end + 3)).Start..marked.ToSource(new(end, end + 3)).End]
            );
    }

    [Theory]
    [InlineData("<speak>Hello <break/>world", "Hello  world")]
    [InlineData("<speak>a & b</speak>", " a & b ")]
    [InlineData("<!DOCTYPE speak [<!ENTITY x \"y\">]><speak>&x;</speak>", "&x;")]
    [InlineData("<speak><p>a</s></speak>", "a")]
    [InlineData("a < b and c", "a < b and c")]
    [InlineData("<speak>a &nbsp; b</speak>", "a &nbsp; b")]
    public void Parse_NotWellFormed_IsReadWithoutTagsAndReported(string source, string contained)
    {
        var marked = SpeechMarkup.Parse(source);
        Assert.Contains(contained.Trim(), marked.Text, StringComparison.Ordinal);
        Assert.Single(marked.Notices);
        Assert.Empty(marked.Spans);
    }

    [Theory]
    [InlineData("<speak>a <blink>b</blink> c</speak>", "blink")]
    [InlineData("<speak><prosody rate=\"often\">b</prosody></speak>", "often")]
    [InlineData("<speak><phoneme ph=\"%%\">b</phoneme></speak>", "%%")]
    [InlineData("<speak><break time=\"soon\"/>b</speak>", "break")]
    [InlineData("<speak><voice>b</voice></speak>", "voice")]
    public void Parse_WhatIsNotUnderstood_IsReadAndReported(string source, string named)
    {
        var marked = SpeechMarkup.Parse(source);
        Assert.Contains('b', marked.Text);
        Assert.Contains(named, Assert.Single(marked.Notices).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ProsodyAt_Nested_AddsUp()
    {
        var marked = SpeechMarkup.Parse(
            "<speak>a<prosody rate=\"50%\" pitch=\"+3st\">b<prosody rate=\"200%\" volume=\"+6dB\">c</prosody>d</prosody>e</speak>"
        );
        Assert.Equal("abcde", marked.Text);
        Assert.Equal(
            [Prosody.Neutral, new(0.5, 3, 0), new(1, 3, 6), new(0.5, 3, 0), Prosody.Neutral],
            Enumerable.Range(0, 5).Select(marked.ProsodyAt)
        );
    }

    [Fact]
    public void Within_Sentences_GetEachPlaceOnce()
    {
        var marked = SpeechMarkup.Parse(
            "<speak><prosody rate=\"50%\">One two.<mark name=\"a\"/> <mark name=\"b\"/>Three <mark name=\"c\"/>four.</prosody><mark name=\"d\"/></speak>"
        );
        var sentences = SentenceSplitter.Split(marked.Text);
        var marks = sentences
            .Select(sentence =>
                marked.Within(sentence.Span).OfType<MarkSpan>().Select(mark => $"{mark.Name}{mark.Span.Start}").ToList()
            )
            .ToList();
        Assert.Equal(
            [
                [],
                ["a0", "b0", "c6", "d11"],
            ],
            marks
        );
        Assert.All(sentences, sentence => Assert.Single(marked.Within(sentence.Span).OfType<ProsodySpan>()));
    }

    [Theory]
    [InlineData("<say-as interpret-as=\"cardinal\">12345</say-as>", "twelve thousand three hundred and forty five")]
    [InlineData("<say-as interpret-as=\"cardinal\">1994</say-as>", "one thousand nine hundred and ninety four")]
    [InlineData("<say-as interpret-as=\"ordinal\">3</say-as> time", "third time")]
    [InlineData("<say-as interpret-as=\"characters\">NASA1</say-as>", "N A S A one")]
    [InlineData("<say-as interpret-as=\"spell-out\">cat.</say-as>", "c a t dot")]
    [InlineData("<say-as interpret-as=\"digits\">1994</say-as>", "one nine nine four")]
    [InlineData(
        "<say-as interpret-as=\"date\" format=\"dmy\">1/2/2003</say-as>",
        "the first of february two thousand three"
    )]
    [InlineData("<say-as interpret-as=\"date\" format=\"mdy\">1/2/2003</say-as>", "january second two thousand three")]
    [InlineData(
        "<say-as interpret-as=\"date\" format=\"ymd\">20240131</say-as>",
        "january thirty first twenty twenty four"
    )]
    [InlineData("<say-as interpret-as=\"date\" format=\"my\">5/1999</say-as>", "may nineteen ninety nine")]
    [InlineData("<say-as interpret-as=\"date\">2016-11-03</say-as>", "november third twenty sixteen")]
    [InlineData("<say-as interpret-as=\"time\">8:05pm</say-as>", "eight oh five PM")]
    [InlineData("<say-as interpret-as=\"telephone\">555 0199</say-as>", "five five five, zero one nine nine")]
    [InlineData("<say-as interpret-as=\"currency\">$42.01</say-as>", "forty two dollars one cent")]
    [InlineData("<sub alias=\"World Wide Web\">WWW</sub> 5", "World Wide Web five")]
    [InlineData("the <sub alias=\"5 kg\">x</sub>.", "the five kilograms.")]
    [InlineData("1<sub alias=\"two\">9</sub>94", "one two ninety four")]
    [InlineData("May <say-as interpret-as=\"digits\">5</say-as>", "May five")]
    [InlineData("Dr.<break time=\"1s\"/> Smith", "doctor Smith")]
    public void Normalize_Hints_AreHeeded(string inner, string expected)
    {
        var marked = SpeechMarkup.Parse($"<speak>{inner}</speak>");
        var spoken = new TextNormalizer().Normalize(marked.Text, marked.Within(new(0, marked.Text.Length)));
        Assert.Equal(expected, TextNormalizer.Render(spoken));
    }

    [Fact]
    public void Normalize_Hints_LeaveTokensWithSoundsAndSilences()
    {
        var marked = SpeechMarkup.Parse(
            "<speak>I say <phoneme alphabet=\"x-cmu-arpabet\" ph=\"T AH0 M EY1 T OW0\">tomato</phoneme><break time=\"250ms\"/> twice.</speak>"
        );
        var tokens = new TextNormalizer().Normalize(marked.Text, marked.Within(new(0, marked.Text.Length))).Tokens;
        Assert.Equal(["I", "say", "tomato", "", "twice", "."], tokens.Select(token => token.Text));
        Assert.Equal(["T", "AH0", "M", "EY1", "T", "OW0"], tokens[2].Pronunciation);
        Assert.Equal((SpokenTokenKind.Break, TimeSpan.FromMilliseconds(250)), (tokens[3].Kind, tokens[3].Duration));
    }

    [Theory]
    [InlineData("[[HH AH0 L OW1]]", "HH AH0 L OW1")]
    [InlineData("[[həˈloʊ]]", "HH AH0 L OW1")]
    [InlineData("[[təˈmɑːtəʊ]]", "T AH0 M AA1 T OW0")]
    [InlineData("[[ˈtʃɜːtʃ]]", "CH ER1 CH")]
    [InlineData("[[k ae t]]", "K AE1 T")]
    public void Normalize_InlineSounds_AreSaidAsGiven(string inline, string phones)
    {
        var spoken = new TextNormalizer().Normalize($"Say {inline} now.");
        Assert.Equal(phones, string.Join(' ', spoken.Tokens[1].Pronunciation!));
        Assert.Equal($"Say {inline} now.", TextNormalizer.Render(spoken));
    }

    [Fact]
    public void Normalize_InlineThatIsNoSound_IsReadAndReported()
    {
        var spoken = new TextNormalizer().Normalize("Say [[5%]] now.");
        Assert.Contains("five", TextNormalizer.Render(spoken), StringComparison.Ordinal);
        Assert.Single(spoken.Notices);
    }

    [Fact]
    public void ParseAndNormalize_AnyRubbish_NeverFails() =>
        Gen.OneOf(
                "<speak>", "</speak>", "<p>", "</p>", "<break/>", "<break time='5s'/>", "<say-as interpret-as='date'>",
                "<say-as interpret-as='characters'>",
                "</say-as>", "<sub alias='x 5'>", "</sub>", "<phoneme ph='ə'>", "</phoneme>", "<mark name='m'/>",
                "<prosody rate='2'>", "</prosody>", "12", "May", "$5", "Dr.", " ", " ", "x", "&amp;", "&", "<", ">",
                "[[", "]]", "\"", "😀",
                "\uD800"
            )
            .Array[0, 12]
            .Sample(
                parts =>
                {
                    var marked = SpeechMarkup.Parse("<speak>" + string.Concat(parts) + "</speak>");
                    foreach (var sentence in SentenceSplitter.Split(marked.Text))
                    {
                        var spoken = new TextNormalizer().Normalize(sentence.Text, marked.Within(sentence.Span));
                        foreach (var token in spoken.Tokens)
                            Assert.InRange(
                                marked.ToSource(token.Source.Shift(sentence.Span.Start)).End,
                                0,
                                marked.Source.Length
                            );
                    }
                },
                iter: 10_000
            );

    [Theory]
    [InlineData("<p>", "</p>")]
    [InlineData("<prosody rate=\"2\">a ", "</prosody>")]
    [InlineData("<a", "")]
    [InlineData("<", "")]
    [InlineData("<break/>", "")]
    [InlineData("<mark name=\"x\"/>a. ", "")]
    [InlineData("<sub alias=\"b\">a</sub> ", "")]
    [InlineData("&amp;", "")]
    [InlineData("<x>", "")]
    [InlineData("<!--", "")]
    public void Parse_ManyElements_TakesLinearTime(string open, string close)
    {
        var count = 200_000 / (open.Length + close.Length);
        var source =
            "<speak>"
            + new StringBuilder().Insert(0, open, count).Append('x')
            + new StringBuilder().Insert(0, close, count)
            + "</speak>";
        var watch = Stopwatch.StartNew();
        var marked = SpeechMarkup.Parse(source);
        foreach (var sentence in SentenceSplitter.Split(marked.Text))
            new TextNormalizer().Normalize(sentence.Text, marked.Within(sentence.Span));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{watch.Elapsed} for 200,000 characters of {open}.");
    }
}
