package dev.gleaner.collector.source.gpu;

import dev.gleaner.collector.fleet.InstanceArnParser;
import dev.gleaner.contracts.resource.Arn;

/** The instance whose GPUs were read. */
public record GpuHost(Arn instance) {

    /**
     * Parses {@code arn:aws:ec2:REGION:ACCOUNT:instance/ID}; throws {@link IllegalArgumentException} for any other
     * text.
     */
    public static GpuHost parse(String text) {
        return new GpuHost(InstanceArnParser.parse(text));
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
