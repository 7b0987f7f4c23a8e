// Makes the data that VoiceSmith.Text carries inside its assembly. docs/text.md says when and how to run it.
using System.Globalization;
using System.IO.Compression;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.TextData;

switch (args)
{
    case ["lexicon", var table, var output]:
        using (var source = new StreamReader(new GZipStream(File.OpenRead(table), CompressionMode.Decompress)))
        using (var target = File.Create(output))
            PronouncingLexiconWriter.Write(PronouncingLexiconWriter.ReadTable(source), target);
        Console.WriteLine($"{output}: {new FileInfo(output).Length:N0} bytes");
        return 0;
    case ["homographs", var table, var own, var output]:
        HomographCommands.Train(table, own, output);
        return 0;
    case ["check-homographs", var table, var own, var parts, var rounds]:
        var (micro, macro, ours) = HomographCommands.Check(
            table,
            own,
            int.Parse(parts, CultureInfo.InvariantCulture),
            int.Parse(rounds, CultureInfo.InvariantCulture)
        );
        Console.WriteLine($"{rounds} of {parts} parts: micro {micro:P2}, macro {macro:P2}, own {ours:P2}");
        return 0;
    case ["scoreboard", var folder, var own]:
        Scoreboard.Print(folder, own);
        return 0;
    default:
        Console.Error.WriteLine(
            """
            Usage: dotnet run -c Release --project tools/TextData -- <command>
              lexicon <cmudict.tsv.gz> <cmudict.bin>            compacts the pronouncing dictionary
              homographs <train.tsv> <own.txt> <homographs.bin>  learns to choose among homographs' readings
              check-homographs <train.tsv> <own.txt> <parts> <rounds>  cross-validates that choice
              scoreboard <shared/text> <own.txt>                 scores the front end on the public test sets
            """
        );
        return 2;
}
