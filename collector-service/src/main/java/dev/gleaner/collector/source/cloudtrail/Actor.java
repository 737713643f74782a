package dev.gleaner.collector.source.cloudtrail;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who called, as far as anybody needs to know: role, user or service, never the name of a session. */
final class Actor {

    private static final Pattern ASSUMED_ROLE =
            Pattern.compile("arn:([^:]*):sts::([^:]*):assumed-role/([^/]+)(?:/.*)?");

    private Actor() {}

    /** The role's ARN, the user's ARN, the service's host name, or what kind of identity it was. */
    static String of(TrailRecord record) {
        JsonNode identity = record.identity();
        String issuer = identity.path("sessionContext")
                .path("sessionIssuer")
                .path("arn")
                .asText();
        String arn = identity.path("arn").asText();
        String service = identity.path("invokedBy").asText();
        return switch (identity.path("type").asText()) {
            case "AssumedRole", "FederatedUser", "Role" -> issuer.isEmpty() ? role(arn) : issuer;
            case "IAMUser" -> arn.contains(":user/") ? arn : "user";
            case "Root" -> service.isEmpty() ? "root" : service;
            case "" -> service.isEmpty() ? record.source() : service;
            default -> service.isEmpty() ? identity.path("type").asText() : service;
        };
    }

    private static String role(String arn) {
        Matcher matcher = ASSUMED_ROLE.matcher(arn);
        return matcher.matches()
                ? "arn:" + matcher.group(1) + ":iam::" + matcher.group(2) + ":role/" + matcher.group(3)
                : "session";
    }
}
