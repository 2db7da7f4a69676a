using System.Text;
using Glassbox.Host.Prompt;

namespace Glassbox.Host.Tests.Prompt;

public class KeyDecoderTests
{
    private readonly KeyDecoder decoder = new();

    private Key[] Keys(params string[] pieces) => [.. pieces.SelectMany(p => decoder.Decode(Encoding.UTF8.GetBytes(p)))];

    [Theory]
    [InlineData("\e[A", "Up")]
    [InlineData("\eOA", "Up")]
    [InlineData("\e[1;5D", "WordLeft")]
    [InlineData("\eb", "WordLeft")]
    [InlineData("\e[3~", "Delete")]
    [InlineData("\e[H", "Home")]
    [InlineData("\x01", "Home")]
    [InlineData("\e[Z", "BackTab")]
    [InlineData("\e\r", "NewLine")]
    [InlineData("\r", "Enter")]
    [InlineData("\x12", "Search")]
    [InlineData("\x7f", "Backspace")]
    public void Sequences_of_common_terminals_are_known(string typed, string kind) => Keys(typed).ShouldBe([new Key(Enum.Parse<KeyKind>(kind))]);

    [Fact]
    public void Text_typed_at_once_is_one_key_and_characters_may_come_in_halves()
    {
        Keys("abc").ShouldBe([new Key(KeyKind.Text, "abc")]);
        var euro = Encoding.UTF8.GetBytes("€");
        decoder.Decode(euro[..2]).ShouldBeEmpty();
        decoder.Decode(euro[2..]).ShouldBe([new Key(KeyKind.Text, "€")]);
        Keys("😀").ShouldBe([new Key(KeyKind.Text, "😀")]);
    }

    [Fact]
    public void A_sequence_may_come_in_pieces_and_an_escape_alone_waits()
    {
        Keys("\e").ShouldBeEmpty();
        decoder.IsPending.ShouldBeTrue();
        Keys("[", "A").ShouldBe([new Key(KeyKind.Up)]);
        Keys("\e").ShouldBeEmpty();
        decoder.Flush().ShouldBe([new Key(KeyKind.Escape)]);
        decoder.IsPending.ShouldBeFalse();
    }

    [Fact]
    public void An_escape_before_a_key_that_it_does_not_change_is_a_key_of_its_own() =>
        Keys("\e\x15x").ShouldBe([new Key(KeyKind.Escape), new Key(KeyKind.DeleteToStart), new Key(KeyKind.Text, "x")]);

    [Fact]
    public void What_is_pasted_is_one_key_with_its_lines_and_no_meaning_in_its_controls() =>
        Keys("\e[200~one\r\ntwo", "\tthree\x03\e[201~z").ShouldBe([new Key(KeyKind.Paste, "one\ntwo\tthree\x03"), new Key(KeyKind.Text, "z")]);

    [Fact]
    public void An_unknown_sequence_does_nothing() => Keys("\e[99;9xq").ShouldBe([new Key(KeyKind.Text, "q")]);
}
