using CsCheck;
using VoiceSmith.Text.Sentences;

namespace VoiceSmith.Text.Tests.Sentences;

public sealed class SentenceSplitterTests
{
    /// <summary>Sentences are parted by a bar, which is no part of the text: "One.| Two."</summary>
    [Theory]
    [InlineData("“Are you coming?” Dr. Smith inquired.| “Soon,” I said.")]
    [InlineData("Mr. Brown said \"Hello.\"| Mrs. Brown said nothing.")]
    [InlineData("Max. 10 people.| Then more.")]
    [InlineData("Sunrise was pale.| Nobody spoke.")]
    [InlineData("Is it far?| It is.")]
    [InlineData("We met Dr. Okoro and Mrs. Lindqvist at St. Anne's.| Both laughed.")]
    [InlineData("Ask Prof. K. R. Iyer about it.| He knows.")]
    [InlineData("You and I.| Then the others.")]
    [InlineData("Let's ring Tom and co.| They should be up.")]
    [InlineData("That is Ruiz Jr.'s bicycle.| Mine is red.")]
    [InlineData("She moved to the E.U.| How odd.")]
    [InlineData("The U.N. Secretary spoke.| He was brief.")]
    [InlineData("At 6 a.m. Dr. Lund woke up.| By 9 p.m. Monday he slept.| It ended at 5 p.m.| Dr. Lund left.")]
    [InlineData("He has $20.00 in his hat.| It cost $4.| 12 people saw it.")]
    [InlineData("He grew up on a farm (his father had built it in 1950.) near the river.")]
    [InlineData("Mail Ann.Lee@example.com today.| She answers.")]
    [InlineData("See www.example.com/a.b?c=D.E for more.| It helps.")]
    [InlineData("Wow!!| Long ago, wasn't it?!| Yes.")]
    [InlineData("1) Wash the rice.| 2) Boil it.| 3) Eat.")]
    [InlineData("i. One thing.\n|ii. Another.\n|iii. The last.")]
    [InlineData("Shopping:\n|- milk\n|- eggs\n|* bread")]
    [InlineData("It was found at No. 12.345.678.| That is far.")]
    [InlineData("“All was quiet. . . .”")]
    [InlineData("\"The plan [...] failed [...]\" (Ito 12).| So it goes.")]
    [InlineData("Some say . . . well, they say it.| The end came slowly. . . .| Nobody minded.")]
    [InlineData("Well... I never.| Hmm...| Now what?")]
    [InlineData("He asked, \"Why? Tell me!\" and sat down.| \"Because.\"| \"I see.\"")]
    [InlineData("“Is it you? I knew it.”| She smiled.")]
    [InlineData("'Twas late.| The dogs' bowls were empty.| Rock 'n' roll died.")]
    [InlineData("It's 3.14.| Version 2.0.1 is out.| Use e.g. Node.js or System.Text here.")]
    [InlineData("We stopped.|Then we ran.|The dog barked.")]
    [InlineData("See Fig. 3 and Vol. II, pp. 3 ff.| They show it.")]
    [InlineData("He weighs 80 kg.| Tall, too.| Height: 6 ft. 2 in.")]
    [InlineData("hello there. how are you? i am fine.", "hello there.|how are you?|i am fine.")]
    [InlineData("Great! 😀 Let us go.", "Great! 😀|Let us go.")]
    [InlineData("Nice work! 👍🏽👍 Next step.", "Nice work! 👍🏽👍|Next step.")]
    [InlineData("I am sad. ☹️ 😢 He left. 😀", "I am sad. ☹️ 😢|He left. 😀")]
    [InlineData("Thanks! 🙏", "Thanks! 🙏")]
    [InlineData("Nice. 😀😀 🎉 Next one.", "Nice. 😀😀 🎉|Next one.")]
    [InlineData("They sell tea, milk, etc. 😀 and bread.", "They sell tea, milk, etc. 😀 and bread.")]
    [InlineData("It works😀 Now we go.", "It works😀 Now we go.")]
    [InlineData("We meet (at 5 p.m.) Mondays only.", "We meet (at 5 p.m.) Mondays only.")]
    [InlineData("“We should—”| He stopped.")]
    [InlineData("It is late.\n|the end of it.")]
    [InlineData("A line that is longer than forty letters has etc.\nand goes on.")]
    [InlineData("Is it (?) right?| It is.")]
    [InlineData("I love it 😍 They came at last 🎉🎉 It was fun", "I love it 😍|They came at last 🎉🎉|It was fun")]
    [InlineData("👉 The list of 🍎 Apple.", "👉 The list of 🍎 Apple.")]
    [InlineData("We ❤️ The Who.", "We ❤️ The Who.")]
    [InlineData("\"Good morning?\" Harry asked.| \"Good morning!\" Harry exclaimed.")]
    [InlineData("“Run!” Mr. Smith shouted.| “Now!”")]
    [InlineData("\"Is it late?\" asked Ann Lee.| \"No.\"| Then she left.")]
    [InlineData("\"Who?\" the old man said.| Nobody spoke.")]
    [InlineData("“What now?” Anna Maria Jones whispered to him.| He shrugged.")]
    [InlineData("\"Stop!\" Harry left the room.", "\"Stop!\"|Harry left the room.")]
    [InlineData("See results in fig. 3 and tab. 2.| Check p. 45 of the book.")]
    [InlineData("Fig. A shows it.| Eq. (3) and App. B do, too.")]
    [InlineData("As in Fig. A and Thm. 2.1, it holds.| So does Cor. 3.")]
    [InlineData("Download the app.| It is free.| He cut the fig.| She ate.")]
    [InlineData("See Sec. 2 and Refs. 4-6.| They agree.")]
    [InlineData("It weighs 8 oz.| Use 2 tbsp. sugar.| The Dow fell 5 pts.| Then it rose.")]
    [InlineData("यह है। वह था। अच्छा।", "यह है।|वह था।|अच्छा।")]
    [InlineData("یہ ہے۔ وہ تھا۔", "یہ ہے۔|وہ تھا۔")]
    [InlineData("هل هذا؟ نعم.", "هل هذا؟|نعم.")]
    [InlineData("ሰላም። ደህና።", "ሰላም።|ደህና።")]
    [InlineData("終わった｡次だ｡", "終わった｡|次だ｡")]
    [InlineData("Really⁉ Yes‼ Good.", "Really⁉|Yes‼|Good.")]
    [InlineData("吃了吗？没有。走吧！", "吃了吗？|没有。|走吧！")]
    [InlineData("**Bold words.** Then plain ones.", "**Bold words.**|Then plain ones.")]
    [InlineData("# Title\nText begins here.", "# Title|Text begins here.")]
    [InlineData(
        "The very long line of a letter that was wrapped by hand at\nthe margin goes on. End.",
        "The very long line of a letter that was wrapped by hand at\nthe margin goes on.|End."
    )]
    [InlineData("J. K. Simmons came. He left. J. stayed.", "J. K. Simmons came.|He left.|J. stayed.")]
    [InlineData("Plan B. Then plan C.", "Plan B.|Then plan C.")]
    [InlineData(
        "It happened in Dec. The snow fell. On Jan. 3 it stopped.",
        "It happened in Dec.|The snow fell.|On Jan. 3 it stopped."
    )]
    [InlineData("The cat sat. John saw it.", "The cat sat.|John saw it.")]
    [InlineData(
        "Acme Inc. Makes you smile? No. Acme Inc. makes pipes.",
        "Acme Inc. Makes you smile?|No.|Acme Inc. makes pipes."
    )]
    [InlineData("Was it true?1 Nobody knew.[2] Years passed.", "Was it true?1|Nobody knew.[2]|Years passed.")]
    [InlineData("", "")]
    [InlineData(" \n ", "")]
    [InlineData("...", "...")]
    [InlineData("no end", "no end")]
    public void Split_Text_Sentences(string text, string? expected = null)
    {
        var sentences = (expected ?? text).Split('|', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Trim());
        Assert.Equal(
            sentences,
            SentenceSplitter
                .Split(expected is null ? text.Replace("|", "", StringComparison.Ordinal) : text)
                .Select(s => s.Text)
        );
    }

    [Theory]
    [InlineData(
        "| Name | Age |\n|------|-----|\n| Ann | 31 |\n| Bob | 29 |",
        "| Name | Age |;| Ann | 31 |;| Bob | 29 |"
    )]
    [InlineData("a | b\n--|--\n1 | 2", "a | b;1 | 2")]
    [InlineData("One.\n\n---\n\nTwo.", "One.;Two.")]
    [InlineData("One.\n* * *\nTwo.", "One.;Two.")]
    [InlineData("Title\n=====\nText.", "Title;Text.")]
    [InlineData("***", "")]
    public void Split_RulesOfTablesAndPages_AreLayout(string text, string sentences) =>
        Assert.Equal(
            sentences.Split(';', StringSplitOptions.RemoveEmptyEntries),
            SentenceSplitter.Split(text).Select(s => s.Text)
        );

    [Fact]
    public void ToLine_WrappedSentence_IsOneLine() =>
        Assert.Equal("Call us now! Or write.", new Sentence("Call us\tnow\n! Or \n write.", default).ToLine());

    [Fact]
    public void Append_CompleteSentence_IsReleasedByTheNextCapital()
    {
        var splitter = new SentenceSplitter();
        Assert.Empty(splitter.Append("It is late."));
        Assert.Empty(splitter.Append(" "));
        Assert.Equal("It is late.", Assert.Single(splitter.Append("W")).Text);
        Assert.True(splitter.HasPending);
        Assert.Equal(
            new Sentence("We go.", new(12, 18)),
            Assert.Single([.. splitter.Append("e go. "), .. splitter.Flush()])
        );
        Assert.False(splitter.HasPending);
    }

    [Fact]
    public void Append_Abbreviation_WaitsForTheWordBehind()
    {
        var splitter = new SentenceSplitter();
        Assert.Empty(splitter.Append("We live in the U.S. H"));
        Assert.Equal("We live in the U.S.", Assert.Single(splitter.Append("e ")).Text);
    }

    [Fact]
    public void TakeClause_AtMaximumWait_CutsAtTheBestBorder()
    {
        var splitter = new SentenceSplitter();
        splitter.Append("When the rain had stopped, they went out; nobody knew where to g");
        Assert.Equal("When the rain had stopped, they went out;", splitter.TakeClause()!.Text);
        Assert.Null(splitter.TakeClause());
        splitter.Append("o. ");
        Assert.Equal("nobody knew where to go.", Assert.Single(splitter.Flush()).Text);
    }

    [Theory]
    [InlineData("When the rain had stopped, they w", "When the rain had stopped,")]
    [InlineData("At night, in the old town, they w", "At night, in the old town,")]
    [InlineData("One, two, th", null)] // too short a clause to be worth a pause
    [InlineData("Twelve cats, th", "Twelve cats,")]
    [InlineData("Twelve cat, th", null)]
    [InlineData("So: then we w", "So:")]
    [InlineData("Wait - what is th", "Wait -")]
    [InlineData("Wait -- what, is th", "Wait --")]
    [InlineData("they went out and nobody kn", "they went out")]
    [InlineData("they went out andirons", null)]
    [InlineData("they went out and", null)]
    [InlineData("a dog and a cat r", null)]
    [InlineData("(he had said) they w", "(he had said)")]
    [InlineData("\"Is it late?\" she w", "\"Is it late?\"")]
    [InlineData("It was late, Dr. Sm", "It was late,")]
    [InlineData("He was called Dr. Sm", null)]
    [InlineData("二つ、三つは大きくて強いです、 四", "二つ、三つは大きくて強いです、")]
    public void TakeClause_Text_EndsAtItsBestBorder(string text, string? clause)
    {
        var splitter = new SentenceSplitter();
        var released = splitter.Append("  " + text);
        Assert.Empty(released);
        var taken = splitter.TakeClause();
        Assert.Equal(clause, taken?.Text);
        var rest = Assert.Single(splitter.Flush());
        Assert.Equal(text, clause is null ? rest.Text : $"{clause} {rest.Text}");
        Assert.Equal((2 + text.Length - rest.Text.Length, 2 + text.Length), (rest.Span.Start, rest.Span.End));
    }

    [Theory]
    [InlineData(19, false)]
    [InlineData(20, true)]
    public void TakeClause_NoBorderAtAll_CutsAtABlankOnceItIsLong(int words, bool isCut)
    {
        var splitter = new SentenceSplitter();
        splitter.Append(string.Concat(Enumerable.Repeat("word ", words)));
        Assert.Equal(
            isCut ? string.Join(' ', Enumerable.Repeat("word", words)) : null,
            splitter.TakeClause()?.Text
        );
    }

    [Fact]
    public void Constructor_MaxLengthTooShort_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SentenceSplitter(new() { MaxLength = 39 }));
        Assert.Empty(new SentenceSplitter(new() { MaxLength = 40 }).Flush());
    }

    /// <summary>A cut without a border keeps pairs of surrogates and combining marks whole.</summary>
    [Theory]
    [InlineData("x", "😀")]
    [InlineData("xx", "😀")]
    [InlineData("", "e\u0301")]
    [InlineData("x", "e\u0301")]
    [InlineData("xx", "👍🏽")]
    public void Split_LongWithoutABlank_CutsBetweenCharacters(string first, string character)
    {
        var text = first + "b" + string.Concat(Enumerable.Repeat(character, 60));
        var sentences = SentenceSplitter.Split(text, new() { MaxLength = 40 });
        Assert.Equal(text, string.Concat(sentences.Select(sentence => sentence.Text)));
        Assert.All(sentences.Skip(1), rest => Assert.StartsWith(character, rest.Text, StringComparison.Ordinal));
        Assert.All(sentences, sentence => Assert.InRange(sentence.Text.Length, 1, 40));
    }

    [Fact]
    public void Split_LongSentence_PrefersABorderOfItsSecondHalf() =>
        Assert.Equal(
            ["Yes; it is so far away, over there,", "that nobody has ever been there at all."],
            SentenceSplitter
                .Split(
                    "Yes; it is so far away, over there, that nobody has ever been there at all.",
                    new() { MaxLength = 40 }
                )
                .Select(sentence => sentence.Text)
        );

    [Fact]
    public void Flush_InTheMiddle_BeginsAnotherText()
    {
        var splitter = new SentenceSplitter();
        splitter.Append("1. Wash\n");
        Assert.Equal(new Sentence("1. Wash", new(0, 7)), Assert.Single(splitter.Flush()));
        splitter.Append("Then add 2. rice"); // would be the list's next item
        Assert.Equal(new Sentence("Then add 2. rice", new(8, 24)), Assert.Single(splitter.Flush()));
    }

    [Fact]
    public void TakeClause_FinishedSentence_IsTakenWhole()
    {
        var splitter = new SentenceSplitter();
        splitter.Append("One moment, please.");
        Assert.Equal("One moment, please.", splitter.TakeClause()!.Text);
    }

    [Fact]
    public void Split_VeryLongSentence_IsCutAtClauses()
    {
        var text =
            "It began: " + string.Concat(Enumerable.Repeat("the wind rose over the hills, and the sea answered; ", 40));
        var sentences = SentenceSplitter.Split(text);
        Assert.All(sentences, s => Assert.True(s.Text.Length <= 500));
        Assert.All(sentences, s => Assert.EndsWith(";", s.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Split_WithoutKeepingQuotations_CutsInside() =>
        Assert.Equal(
            ["\"One.", "Two.\""],
            SentenceSplitter.Split("\"One. Two.\"", new() { KeepQuotations = false }).Select(s => s.Text)
        );

    private static readonly string[] Pieces =
    [
        ".", "!", "?", "...", " ", "  ", "\n", "\n\n", "\"", "'", "(", ")", "[", "]", "“", "”", "’", ",", ";", ": ",
        "-- ", "• ", "1. ", "2) ", "(a) ", "b) ", "Mr. ", "U.S. ", "e.g. ", "p.m. ", "3.5", "12", "The ", "the ",
        "He said", " and ", "word", "Word", "I ", "x", "😀", "é", "http://a.B/c", "\0", "\ud800", "。", "---", "| ",
        "\n***\n", "👍🏽", "Harry asked. ", "fig. ", "Inc. ", "No. ", "Dec. ", ". . .", "…",
    ];

    private static readonly Gen<string> Texts = Gen.OneOf(
            Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]),
            Gen.String
        )
        .Array[0, 60]
        .Select(string.Concat);

    [Fact]
    public void Append_AnyCutting_GivesTheSameSentences() =>
        Gen.Select(Texts, Gen.Int[1, 9].Array[1, 5])
            .Sample(
                (text, sizes) =>
                {
                    var options = new SentenceSplitterOptions { MaxLength = 60 };
                    var splitter = new SentenceSplitter(options);
                    var sentences = new List<Sentence>();
                    for (int at = 0, i = 0; at < text.Length; i++)
                    {
                        var size = Math.Min(sizes[i % sizes.Length], text.Length - at);
                        sentences.AddRange(splitter.Append(text.AsSpan(at, size)));
                        at += size;
                    }
                    sentences.AddRange(splitter.Flush());
                    Assert.Equal(SentenceSplitter.Split(text, options), sentences);
                },
                iter: 30 * Check.Iter
            );

    [Fact]
    public void Split_AnyText_LosesAndDoublesNothing() =>
        Texts.Sample(
            text =>
            {
                var end = 0;
                foreach (var (sentence, span) in SentenceSplitter.Split(text, new() { MaxLength = 80 }))
                {
                    Assert.True(IsLayout(text[end..span.Start]));
                    Assert.Equal(text[span.Start..span.End], sentence);
                    Assert.InRange(sentence.Length, 1, 80);
                    end = span.End;
                }
                Assert.True(IsLayout(text[end..]));
            },
            iter: 30 * Check.Iter
        );

    /// <summary>Blanks, and lines of rule signs.</summary>
    private static bool IsLayout(string text) =>
        text.All(c => char.IsWhiteSpace(c) || "-=*_~|:+".Contains(c, StringComparison.Ordinal));

    [Theory]
    [InlineData("(")]
    [InlineData("\"")]
    [InlineData(" '")]
    [InlineData("“a ")]
    [InlineData(".")]
    [InlineData(". ")]
    [InlineData("a. ")]
    [InlineData("Mr. ")]
    [InlineData(" \n")]
    [InlineData("1. a ")]
    [InlineData("9")]
    [InlineData("\u0301")]
    [InlineData("😀")]
    [InlineData("\ud83d")]
    [InlineData("x.Y")]
    [InlineData(" ")]
    public void Append_HostileMegabyte_IsLinearAndBounded(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, (1 << 20) / piece.Length));
        var splitter = new SentenceSplitter();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var length = 0;
        foreach (var character in text)
            foreach (var sentence in splitter.Append([character]))
                length += sentence.Text.Count(c => !char.IsWhiteSpace(c));
        foreach (var sentence in splitter.Flush())
            length += sentence.Text.Count(c => !char.IsWhiteSpace(c));
        Assert.Equal(text.Count(c => !char.IsWhiteSpace(c)), length);
        TestContext.Current.SendDiagnosticMessage($"{watch.ElapsedMilliseconds} ms for 1 MB of '{piece}'");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20));
    }
}
