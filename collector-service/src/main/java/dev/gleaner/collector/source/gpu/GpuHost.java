package dev.gleaner.collector.source.gpu;

import dev.gleaner.contracts.resource.Arn;

/** The instance whose GPUs were read. */
public record GpuHost(Arn instance) {

    /**
     * Parses {@code arn:aws:ec2:REGION:ACCOUNT:instance/ID}; throws {@link IllegalArgumentException} for any other
     * text.
     */
    public static GpuHost parse(String text) {
        Arn arn = Arn.parse(text);
        boolean isInstance = arn.service().equals("ec2")
                && arn.resource().equals("instance/" + arn.id())
                && arn.id().startsWith("i-")
                && !arn.region().isEmpty()
                && !arn.account().isEmpty();
        if (!isInstance) {
            throw new IllegalArgumentException("not an instance, arn:aws:ec2:REGION:ACCOUNT:instance/i-...: " + text);
        }
        return new GpuHost(arn);
    }

    /** The host of {@code collector.gpu.instance}; throws {@link IllegalArgumentException} if it is not set. */
    public static GpuHost configured(GpuConfig config) {
        return parse(
                config.instance()
                        .orElseThrow(
                                () -> new IllegalArgumentException(
                                        "collector.gpu.instance is not set: to which instance do the GPUs belong? (arn:aws:ec2:...:instance/i-...)")));
    }

    public String resource() {
        return instance.toString();
    }
}
