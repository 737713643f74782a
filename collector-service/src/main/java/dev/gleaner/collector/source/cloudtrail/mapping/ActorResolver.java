package dev.gleaner.collector.source.cloudtrail.mapping;

import dev.gleaner.collector.source.cloudtrail.record.CloudTrailRecord;
import dev.gleaner.collector.source.cloudtrail.record.JsonObjectView;
import dev.gleaner.collector.source.cloudtrail.record.StringInterner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who called, as far as anybody needs to know: role, user or service, never the name of a session. */
final class ActorResolver {

    private static final Pattern ASSUMED_ROLE =
            Pattern.compile("arn:([^:]*):sts::([^:]*):assumed-role/([^/]+)(?:/.*)?");

    private ActorResolver() {}

    /** The role's ARN, the user's ARN, the service's host name, or what kind of identity it was. */
    static String of(CloudTrailRecord record) {
        JsonObjectView identity = record.identity();
        StringInterner stringInterner = record.texts();
        String service = identity.text(CloudTrailRecord.IdentityField.INVOKED_BY, stringInterner);
        String type = identity.text(CloudTrailRecord.IdentityField.TYPE, stringInterner);
        return switch (type) {
            case "AssumedRole", "FederatedUser", "Role" -> role(identity, stringInterner);
            case "IAMUser" -> user(identity.text(CloudTrailRecord.IdentityField.ARN, stringInterner));
            case "Root" -> service.isEmpty() ? "root" : service;
            case "" -> service.isEmpty() ? record.source() : service;
            default -> service.isEmpty() ? type : service;
        };
    }

    private static String user(String arn) {
        return arn.contains(":user/") ? arn : "user";
    }

    private static String role(JsonObjectView identity, StringInterner stringInterner) {
        String issuer = identity.object(CloudTrailRecord.IdentityField.SESSION, CloudTrailRecord.IdentityField.NAMES)
                .object(CloudTrailRecord.IdentityField.ISSUER, CloudTrailRecord.IdentityField.NAMES)
                .text(CloudTrailRecord.IdentityField.ARN, stringInterner);
        return issuer.isEmpty() ? role(identity.text(CloudTrailRecord.IdentityField.ARN)) : issuer;
    }

    private static String role(String arn) {
        Matcher matcher = ASSUMED_ROLE.matcher(arn);
        return matcher.matches()
                ? "arn:" + matcher.group(1) + ":iam::" + matcher.group(2) + ":role/" + matcher.group(3)
                : "session";
    }
}
