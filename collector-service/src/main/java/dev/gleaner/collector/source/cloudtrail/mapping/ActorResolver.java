package dev.gleaner.collector.source.cloudtrail.mapping;

import dev.gleaner.collector.source.cloudtrail.record.CloudTrailRecord;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Determines the caller: role, user or service, but never a session name. */
final class ActorResolver {

    private static final Pattern ASSUMED_ROLE =
            Pattern.compile("arn:([^:]*):sts::([^:]*):assumed-role/([^/]+)(?:/.*)?");

    private ActorResolver() {}

    /** ARN of the role or user, host name of the service, or the type of the identity. */
    static String resolve(CloudTrailRecord record) {
        String service = record.invokedBy();
        String type = record.identityType();
        return switch (type) {
            case "AssumedRole", "FederatedUser", "Role" -> role(record);
            case "IAMUser" -> user(record.identityArn());
            case "Root" -> service.isEmpty() ? "root" : service;
            case "" -> service.isEmpty() ? record.source() : service;
            default -> service.isEmpty() ? type : service;
        };
    }

    private static String user(String arn) {
        return arn.contains(":user/") ? arn : "user";
    }

    private static String role(CloudTrailRecord record) {
        String issuer = record.sessionIssuerArn();
        return issuer.isEmpty() ? role(record.identityArn()) : issuer;
    }

    private static String role(String arn) {
        Matcher matcher = ASSUMED_ROLE.matcher(arn);
        return matcher.matches()
                ? "arn:" + matcher.group(1) + ":iam::" + matcher.group(2) + ":role/" + matcher.group(3)
                : "session";
    }
}
