package dev.gleaner.collector.source.cloudtrail.mapping;

import dev.gleaner.collector.objects.SessionRole;
import dev.gleaner.collector.source.cloudtrail.record.CloudTrailRecord;

/** Determines the caller: role, user or service, but never a session name. */
final class ActorResolver {

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
        return issuer.isEmpty() ? SessionRole.of(record.identityArn()).orElse("session") : issuer;
    }
}
