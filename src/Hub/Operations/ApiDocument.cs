using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Scalar.AspNetCore;
using VoiceSmith.Doors.Requests;

namespace VoiceSmith.Hub.Operations;

/// <summary>The description of the HTTP API, and a page to read it and try it.</summary>
internal static class ApiDocument
{
    public static void AddApiDocument(this IServiceCollection services) =>
        services.AddOpenApi(document =>
        {
            document.AddDocumentTransformer(
                (description, _, _) =>
                {
                    description.Info.Title = "VoiceSmith";
                    description.Info.Description =
                        "Speech from text, while the text is still arriving. docs/api.md has every door, SignalR, Wyoming and MCP included.";
                    return Task.CompletedTask;
                }
            );
            document.AddOperationTransformer(
                (operation, context, _) =>
                {
                    if (
                        context
                            .Description.ActionDescriptor.EndpointMetadata.OfType<RequestExample>()
                            .FirstOrDefault() is
                        { } example
                    )
                        foreach (var content in operation.RequestBody?.Content?.Values ?? [])
                            content.Example = JsonNode.Parse(example.Json);
                    return Task.CompletedTask;
                }
            );
        });

    public static void MapApiDocument(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi();
        routes.MapScalarApiReference("/docs", page => page.WithTitle("VoiceSmith"));
    }
}
