package dev.gleaner.collector.objects;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The role of a session, whose name may be that of a person. */
public final class SessionRole {

    private static final Pattern ASSUMED_ROLE =
            Pattern.compile("arn:([^:]*):sts::([^:]*):assumed-role/([^/]+)(?:/.*)?");

    private SessionRole() {}

    /** The ARN of the role, without its path; empty if the ARN is not that of a session of a role. */
    public static Optional<String> of(String arn) {
        Matcher matcher = ASSUMED_ROLE.matcher(arn);
        return matcher.matches()
                ? Optional.of("arn:" + matcher.group(1) + ":iam::" + matcher.group(2) + ":role/" + matcher.group(3))
                : Optional.empty();
    }
}
