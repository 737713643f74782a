package dev.gleaner.collector.fleet;

import dev.gleaner.contracts.resource.Arn;

/** Parses the ARN of an instance, as senders name it. */
public final class InstanceArnParser {

    /** The form that is accepted. */
    public static final String FORM = "arn:aws:ec2:REGION:ACCOUNT:instance/i-...";

    private InstanceArnParser() {}

    /** Parses an ARN of the {@link #FORM}; throws {@link IllegalArgumentException} for any other text. */
    public static Arn parse(String text) {
        Arn arn = Arn.parse(text);
        boolean isInstance = arn.service().equals("ec2")
                && arn.resource().equals("instance/" + arn.id())
                && arn.id().startsWith("i-")
                && !arn.region().isEmpty()
                && !arn.account().isEmpty();
        if (!isInstance) {
            throw new IllegalArgumentException("not an instance, " + FORM + ": " + text);
        }
        return arn;
    }
}
