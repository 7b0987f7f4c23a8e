using VoiceSmith.Text.Sentences;

namespace VoiceSmith.Text.Tests.Sentences;

public sealed class TextWindowTests
{
    [Fact]
    public void Index_PastTheEnd_StarvesWhileMoreMayCome()
    {
        var window = new TextWindow();
        window.Append("ab\0");
        Assert.Equal(('a', 'b', '\uFFFD', TextWindow.End), (window[0], window[1], window[2], window[-1]));
        Assert.False(window.IsStarved);
        Assert.Equal(TextWindow.End, window[3]);
        Assert.True(window.IsStarved);
        (window.IsStarved, window.IsComplete) = (false, true);
        Assert.Equal(TextWindow.End, window[3]);
        Assert.False(window.IsStarved);
    }

    [Fact]
    public void AppendAndDrop_AnyLengths_KeepTheRest()
    {
        var (window, text) = (new TextWindow(), "");
        foreach (var (append, drop) in new[] { (1024, 0), (1, 1000), (5000, 25), (3, 5003), (7, 7) })
        {
            var more = string.Concat(Enumerable.Range(0, append).Select(i => (char)('a' + (i * 7 + text.Length) % 26)));
            window.Append(more);
            window.Drop(drop);
            text = (text + more)[drop..];
            Assert.Equal(text, window.Slice(0, window.Length).ToString());
            Assert.Equal(text.Length, window.Length);
        }
        window.Append("abc");
        Assert.Equal("bc", window.Slice(1, 9).ToString());
        Assert.Equal("a", window.Slice(-2, 1).ToString());
        Assert.Equal("", window.Slice(2, 2).ToString());
    }
}
