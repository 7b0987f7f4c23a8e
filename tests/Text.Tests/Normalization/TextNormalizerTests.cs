using VoiceSmith.Text.Normalization;

namespace VoiceSmith.Text.Tests.Normalization;

public sealed class TextNormalizerTests
{
    public static TheoryData<string> Classes => [.. NormalizationExamples.ByClass.Keys];

    [Theory]
    [MemberData(nameof(Classes))]
    public void Normalize_ExamplesOfAClass_AreSaidAsExpected(string kind)
    {
        var normalizer = new TextNormalizer();
        var wrong = NormalizationExamples
            .ByClass[kind]
            .Split('\n')
            .Select(line => line.Split(" → "))
            .Select(pair =>
                (Written: pair[0], Expected: pair[1], Actual: TextNormalizer.Render(normalizer.Normalize(pair[0])))
            )
            .Where(one => one.Actual != one.Expected)
            .Select(one => $"'{one.Written}' → '{one.Actual}', not '{one.Expected}'");
        Assert.Empty(wrong);
    }

    [Fact]
    public void Normalize_Money_EveryWordLeadsToWhatWasTyped()
    {
        var tokens = new TextNormalizer().Normalize("It costs $5 now.").Tokens;
        Assert.Equal(["It", "costs", "five", "dollars", "now", "."], tokens.Select(token => token.Text));
        Assert.Equal([new(9, 11), new(9, 11)], tokens.Skip(2).Take(2).Select(token => token.Source));
        Assert.Equal(["word", "word", "money", "money", "word", "punctuation"], tokens.Select(token => token.Class));
    }

    [Fact]
    public void Normalize_Date_EachPartKeepsItsPlace()
    {
        const string Text = "On July 25, 2012 it rained";
        var date = new TextNormalizer().Normalize(Text).Tokens.Where(token => token.Class == "date");
        Assert.Equal(
            [("july", "July"), ("twenty", "25"), ("fifth", "25"), ("twenty", "2012"), ("twelve", "2012")],
            date.Select(token => (token.Text, Text[token.Source.Start..token.Source.End]))
        );
    }

    [Theory]
    [InlineData("4-Jul", "4-", "Jul")]
    [InlineData("25th of July", "25th of", "July")]
    public void Normalize_DayFirst_WhatStandsBetweenBelongsToTheDay(string text, string day, string month)
    {
        var tokens = new TextNormalizer().Normalize(text).Tokens;
        Assert.Equal(day, text[tokens[0].Source.Start..tokens[0].Source.End]);
        Assert.Equal(month, text[tokens[^1].Source.Start..tokens[^1].Source.End]);
    }

    [Theory]
    [InlineData("+ [^1]", "")]
    [InlineData("* [^1] --", "")]
    [InlineData("[^1] –,", ",")]
    [InlineData("?!", "?!")]
    [InlineData("hello\n+ [^1]", "hello")]
    [InlineData("+ [^1] more", "+ more")]
    [InlineData("- milk", "- milk")]
    public void Render_ListSign_OnlyBeforeWhatIsSaid(string text, string printed) =>
        Assert.Equal(printed, TextNormalizer.Render(new TextNormalizer().Normalize(text)));

    [Theory]
    [InlineData("the FBI said", "FBI", "acronym")]
    [InlineData("the CEOs said", "CEOs", "acronym")]
    [InlineData("the IEEE said", "IEEE", "acronym")]
    [InlineData("the NASA said", "NASA", "word")]
    [InlineData("STOP it", "STOP", "word")]
    [InlineData("THE QUICK BROWN FOX JUMPED", "FOX", "word")]
    [InlineData("at 5 p.m. EST", "PM", "acronym")]
    [InlineData("in the U.S.A. now", "USA", "acronym")]
    [InlineData("a PhD", "PhD", "acronym")]
    [InlineData("x = 5", "x", "acronym")]
    [InlineData("I have a cat", "a", "word")]
    [InlineData("I have a cat", "I", "word")]
    public void Normalize_Capitals_AreSpelledOrSaid(string sentence, string word, string kind) =>
        Assert.Contains(
            new TextNormalizer().Normalize(sentence).Tokens,
            token => token.Text == word && token.Class == kind
        );

    [Fact]
    public void Normalize_WithALexicon_KnowsWordsInCapitals()
    {
        var normalizer = new TextNormalizer(word => word is "hurra");
        Assert.Equal(["word", "acronym"], normalizer.Normalize("HURRA KERRA").Tokens.Select(token => token.Class));
    }

    [Theory]
    [InlineData("Привет, мир")]
    [InlineData("\uD800 lone")]
    [InlineData("a \u2603\u20D0 \uE000")]
    public void Normalize_WhatIsNotSaidAsWritten_IsReported(string sentence) =>
        Assert.NotEmpty(new TextNormalizer().Normalize(sentence).Notices);

    [Theory]
    [InlineData("He is from Elm St.", ".")]
    [InlineData("What?!!", "! ?")]
    [InlineData("Wait... what", "…")]
    [InlineData("well - yes", "—")]
    [InlineData("well – yes", "—")]
    [InlineData("It's 5 a.m.", ".")]
    public void Normalize_Marks_AreTheFewThatShapePhrasing(string sentence, string marks) =>
        Assert.Equal(
            marks,
            string.Join(
                ' ',
                new TextNormalizer()
                    .Normalize(sentence)
                    .Tokens.Where(token => token.Kind == SpokenTokenKind.Punctuation)
                    .Select(token => token.Text)
                    .Order(StringComparer.Ordinal)
            )
        );

    [Fact]
    public void Normalize_SoftHyphen_IsNoPartOfTheWord() =>
        Assert.Equal("cooperate", Assert.Single(new TextNormalizer().Normalize("co\u00ADoperate").Tokens).Text);

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t ")]
    public void Normalize_Nothing_SaysNothing(string sentence) =>
        Assert.Empty(new TextNormalizer().Normalize(sentence).Tokens);
}
