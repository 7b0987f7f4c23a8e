using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace VoiceSmith.Hub;

/// <summary>
/// Serves the web pages: in the compressed form that the build made where a browser takes it, cached as long as the
/// names allow.
/// </summary>
internal static class WebPages
{
    /// <summary>Files whose names hold a hash of their content.</summary>
    private const string Hashed = "/assets/";

    private const string Forever = "public, max-age=31536000, immutable",
        AskAgain = "no-cache";

    /// <summary>Encodings and the endings of their files, the smallest first.</summary>
    private static readonly (string Encoding, string Ending)[] Encodings = [("br", ".br"), ("gzip", ".gz")];

    private static readonly CompressedContentTypes ContentTypes = new();

    public static void UsePages(this WebApplication server)
    {
        server.UseDefaultFiles();
        server.Use(
            (context, next) =>
            {
                ChooseEncoding(context.Request, server.Environment.WebRootFileProvider);
                return next(context);
            }
        );
        server.UseStaticFiles(
            new StaticFileOptions { ContentTypeProvider = ContentTypes, OnPrepareResponse = Describe }
        );
    }

    /// <summary>
    /// Points the request to the compressed form of its file, if there is one that the browser takes.
    /// </summary>
    private static void ChooseEncoding(HttpRequest request, Microsoft.Extensions.FileProviders.IFileProvider files)
    {
        if (
            !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            || !ContentTypes.TryGetContentType(request.Path, out _)
        )
            return;
        foreach (var (encoding, ending) in Encodings)
            if (Accepts(request.Headers.AcceptEncoding, encoding) && files.GetFileInfo(request.Path + ending).Exists)
            {
                request.Path += ending;
                return;
            }
    }

    private static bool Accepts(StringValues header, string encoding) =>
        StringWithQualityHeaderValue.TryParseList(header, out var accepted)
        && accepted.Any(one => one.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && one.Quality is not 0);

    private static void Describe(StaticFileResponseContext answer)
    {
        var (headers, path) = (answer.Context.Response.Headers, answer.Context.Request.Path);
        headers.CacheControl = path.StartsWithSegments(Hashed.TrimEnd('/')) ? Forever : AskAgain;
        headers.Vary = HeaderNames.AcceptEncoding;
        foreach (var (encoding, ending) in Encodings)
            if (answer.File.Name.EndsWith(ending, StringComparison.Ordinal))
                headers.ContentEncoding = encoding;
    }

    /// <summary>Types by ending, where that of a compression is none.</summary>
    private sealed class CompressedContentTypes : IContentTypeProvider
    {
        private readonly FileExtensionContentTypeProvider _types = new()
        {
            Mappings = { [".md"] = "text/plain; charset=utf-8" }, // browsers show it
        };

        public bool TryGetContentType(
            string subpath,
            [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out string contentType
        ) =>
            _types.TryGetContentType(
                Encodings.Aggregate(
                    subpath,
                    (path, one) => path.EndsWith(one.Ending, StringComparison.Ordinal) ? path[..^3] : path
                ),
                out contentType
            );
    }
}
