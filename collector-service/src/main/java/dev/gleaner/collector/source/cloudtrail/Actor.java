package dev.gleaner.collector.source.cloudtrail;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who called, as far as anybody needs to know: role, user or service, never the name of a session. */
final class Actor {

    private static final Pattern ASSUMED_ROLE =
            Pattern.compile("arn:([^:]*):sts::([^:]*):assumed-role/([^/]+)(?:/.*)?");

    private Actor() {}

    /** The role's ARN, the user's ARN, the service's host name, or what kind of identity it was. */
    static String of(TrailRecord record) {
        Members identity = record.identity();
        Texts texts = record.texts();
        String service = identity.text(IdentityField.INVOKED_BY, texts);
        String type = identity.text(IdentityField.TYPE, texts);
        return switch (type) {
            case "AssumedRole", "FederatedUser", "Role" -> role(identity, texts);
            case "IAMUser" -> user(identity.text(IdentityField.ARN, texts));
            case "Root" -> service.isEmpty() ? "root" : service;
            case "" -> service.isEmpty() ? record.source() : service;
            default -> service.isEmpty() ? type : service;
        };
    }

    private static String user(String arn) {
        return arn.contains(":user/") ? arn : "user";
    }

    private static String role(Members identity, Texts texts) {
        String issuer = identity.object(IdentityField.SESSION, IdentityField.NAMES)
                .object(IdentityField.ISSUER, IdentityField.NAMES)
                .text(IdentityField.ARN, texts);
        return issuer.isEmpty() ? role(identity.text(IdentityField.ARN)) : issuer;
    }

    private static String role(String arn) {
        Matcher matcher = ASSUMED_ROLE.matcher(arn);
        return matcher.matches()
                ? "arn:" + matcher.group(1) + ":iam::" + matcher.group(2) + ":role/" + matcher.group(3)
                : "session";
    }
}
