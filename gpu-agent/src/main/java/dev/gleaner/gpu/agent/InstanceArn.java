package dev.gleaner.gpu.agent;

import java.util.regex.Pattern;

/** The ARN of an EC2 instance, to which the collector assigns the GPUs. */
record InstanceArn(String text) {

    private static final Pattern FORM =
            Pattern.compile("arn:[a-z][a-z0-9-]*:ec2:[a-z]{2}[a-z0-9-]+:\\d{12}:instance/i-[0-9a-f]+");

    /** Throws {@link IllegalArgumentException} when the text is not the ARN of an instance. */
    InstanceArn {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("not an instance, arn:aws:ec2:REGION:ACCOUNT:instance/i-...: " + text);
        }
    }
}
