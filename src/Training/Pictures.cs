using ScottPlot;
using TorchSharp;
using static TorchSharp.torch;

namespace VoiceSmith.Training;

/// <summary>Pictures of mels and alignments as PNG files.</summary>
public static class Pictures
{
    private const int Width = 900,
        RowHeight = 260;

    /// <summary>Writes log-mels one below the other.</summary>
    /// <param name="path">A .png file.</param>
    /// <param name="rows">Log-mel [band, frame] and its title.</param>
    public static void SaveMels(string path, params (Tensor Mel, string Title)[] rows) => Save(path, rows);

    /// <summary>Writes an alignment: frames along x, phonemes along y.</summary>
    /// <param name="path">A .png file.</param>
    /// <param name="soft">Probabilities, [frame, phoneme].</param>
    /// <param name="title">Title of the picture.</param>
    public static void SaveAlignment(string path, Tensor soft, string title)
    {
        using var upright = soft.transpose(0, 1).contiguous();
        Save(path, [(upright, title)]);
    }

    private static void Save(string path, (Tensor Values, string Title)[] rows)
    {
        var sheet = new Multiplot();
        sheet.AddPlots(rows.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            var plot = sheet.GetPlot(i);
            var heatmap = plot.Add.Heatmap(TopDown(rows[i].Values));
            heatmap.Colormap = new ScottPlot.Colormaps.Inferno();
            plot.Title(rows[i].Title);
            plot.Axes.Margins(0, 0);
        }
        sheet.SavePng(path, Width, RowHeight * rows.Length);
    }

    /// <summary>Rows from top to bottom, as a heat map takes them.</summary>
    private static double[,] TopDown(Tensor values)
    {
        using var scope = NewDisposeScope();
        var (rows, columns) = ((int)values.shape[0], (int)values.shape[1]);
        var flat = values.detach().cpu().to(ScalarType.Float64).contiguous().data<double>().ToArray();
        var result = new double[rows, columns];
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
                result[rows - 1 - row, column] = flat[row * columns + column];
        return result;
    }
}
