// Makes the data that VoiceSmith.Text carries inside its assembly. docs/text.md says when and how to run it.
using System.IO.Compression;
using VoiceSmith.Text.Phonemes;

switch (args)
{
    case ["lexicon", var table, var output]:
        using (var source = new StreamReader(new GZipStream(File.OpenRead(table), CompressionMode.Decompress)))
        using (var target = File.Create(output))
            PronouncingLexiconWriter.Write(PronouncingLexiconWriter.ReadTable(source), target);
        Console.WriteLine($"{output}: {new FileInfo(output).Length:N0} bytes");
        return 0;
    default:
        Console.Error.WriteLine("""
            Usage: dotnet run --project tools/TextData -- <command>
              lexicon <cmudict.tsv.gz> <cmudict.bin>       compacts the pronouncing dictionary
            """);
        return 2;
}
