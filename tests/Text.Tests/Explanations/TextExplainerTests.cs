using VoiceSmith.Text.Explanations;
using VoiceSmith.Text.Normalization;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Text.Phonemizers;

namespace VoiceSmith.Text.Tests.Explanations;

public sealed class TextExplainerTests
{
    private static readonly TextExplainer Explainer = new(new(), new());

    [Fact]
    public void Explain_Money_IsOnePieceOfTwoWords()
    {
        const string Text = "Pay $5 now.";
        var piece = Assert.Single(Explainer.Explain(Text).Pieces, piece => piece.Class == "money");
        Assert.Equal(("$5", "five dollars", ReadingOrigin.Rule), (piece.Written, piece.Spoken, piece.Reading));
        Assert.Equal(["F AY1 V", "D AA1 L ER0 Z"], piece.Words.Select(word => word.Phonemes));
        Assert.Equal(["$5"], [Text[piece.Span.Start..piece.Span.End]]);
    }

    [Theory]
    [InlineData("cat", ReadingOrigin.Written, PronunciationSource.Dictionary)]
    [InlineData("Siobhan", ReadingOrigin.Written, PronunciationSource.Names)]
    [InlineData("[[K AE1 T]]", ReadingOrigin.Markup, PronunciationSource.Markup)]
    [InlineData("FBI", ReadingOrigin.Rule, PronunciationSource.Letters)]
    [InlineData("Zhuangxiang", ReadingOrigin.Written, PronunciationSource.Origin)]
    public void Explain_Word_NamesWhereItsReadingComesFrom(
        string text,
        ReadingOrigin reading,
        PronunciationSource source
    )
    {
        var piece = Assert.Single(Explainer.Explain(text).Pieces, piece => piece.Words.Count > 0);
        Assert.Equal((reading, source), (piece.Reading, piece.Words[0].Origin));
    }

    [Theory]
    [InlineData("my résumé", "R EH1 Z AH0 M EY2")]
    [InlineData("some medicine", "M EH1 D AH0 S AH0 N")]
    [InlineData("the CLI", "S IY1 EH1 L AY1")]
    [InlineData("IT department", "AY1 T IY1")]
    [InlineData("IT was cold", "IH1 T")]
    public void Explain_Word_HasTheSoundsOfACarefulReader(string text, string sounds) =>
        Assert.Contains(
            Explainer.Explain(text).Pieces.SelectMany(piece => piece.Words),
            word => word.Phonemes == sounds
        );

    [Fact]
    public void Explain_Homograph_NamesTheSense() =>
        Assert.Contains(
            Explainer.Explain("They live here.").Pieces.SelectMany(piece => piece.Words),
            word => word.Sense == "live_vrb"
        );

    [Fact]
    public void Explain_SeveralSentencesAndMarkup_SpansAreTheTexts()
    {
        const string Text = "<speak>One. <say-as interpret-as=\"digits\">42</say-as> and 5 km.</speak>";
        var pieces = Explainer.Explain(Text).Pieces;
        Assert.All(pieces, piece => Assert.Equal(Text[piece.Span.Start..piece.Span.End], piece.Written));
        Assert.Contains(pieces, piece => piece is { Written: "42", Spoken: "four two", Reading: ReadingOrigin.Markup });
        Assert.Contains(
            pieces,
            piece => piece is { Written: "5 km", Spoken: "five kilometers", Reading: ReadingOrigin.Rule }
        );
    }

    [Fact]
    public void Explain_WithALexicon_SaysThatItIsTheUsers()
    {
        var lexicon = UserLexicon.Parse("tomato T AH0 M AA1 T OW0\n\"SKU \\d+\" -> digits", "mine");
        var explainer = new TextExplainer(new TextNormalizer().With(lexicon), new EnglishPhonemizer().With(lexicon));
        var pieces = explainer.Explain("A tomato, SKU 4711.").Pieces;
        Assert.Contains(
            pieces,
            piece => piece.Written == "tomato" && piece.Words[0].Origin == PronunciationSource.UserLexicon
        );
        Assert.Contains(
            pieces,
            piece => piece is { Written: "SKU 4711", Spoken: "SKU four seven one one", Reading: ReadingOrigin.Markup }
        );
    }

    [Fact]
    public void Explain_WhatIsNotSaid_IsReported()
    {
        var explanation = Explainer.Explain("a \uE000 b");
        Assert.NotEmpty(explanation.Notices);
        Assert.Contains(explanation.Pieces, piece => piece.Reading == ReadingOrigin.Silent);
    }
}
