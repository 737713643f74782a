package dev.gleaner.collector.source.flowlog;

import dev.gleaner.collector.files.FileOrigin;
import dev.gleaner.collector.whereabouts.Listed;
import dev.gleaner.collector.whereabouts.Port;
import dev.gleaner.collector.whereabouts.Ranges;
import dev.gleaner.collector.whereabouts.Whereabouts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A VPC whose interfaces are known, and rows of its flow log. */
final class Flows {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final String PLACE = "111122223333_vpcflowlogs_us-east-1_fl-1_20260301T1020Z_a1.log.gz";
    static final String VPC = "arn:aws:ec2:us-east-1:111122223333:vpc/vpc-1";

    /** 2026-03-01T10:15:00Z. */
    static final long START = 1772360100;

    private Flows() {}

    /** Two zones, a NAT gateway, the VPC's block, and the ranges of two regions. */
    static Whereabouts listed() {
        Whereabouts whereabouts = new Whereabouts();
        whereabouts.replace(
                "instances",
                Listed.ofInstances("us-east-1", Set.of())
                        .with(List.of(
                                instance("eni-a", "us-east-1a", false, "10.0.1.5"),
                                instance("eni-a2", "us-east-1a", false, "10.0.1.6"),
                                instance("eni-b", "us-east-1b", true, "10.0.2.5"))));
        whereabouts.replace(
                "networks",
                Listed.ofNetworks("us-east-1", Map.of(), Set.of())
                        .with(List.of(new Port(
                                "eni-nat",
                                "us-east-1",
                                "vpc-1",
                                "",
                                Port.Kind.NAT_GATEWAY,
                                true,
                                Set.of("10.0.0.220"))))
                        .within(Map.of("vpc-1", List.of("10.0.0.0/16"))));
        whereabouts.replace(new Ranges.Builder()
                .add("198.51.100.0/24", "us-east-1")
                .add("203.0.113.0/24", "eu-west-3")
                .build());
        return whereabouts;
    }

    static Port instance(String id, String zone, boolean isPublic, String address) {
        return new Port(id, "us-east-1", "vpc-1", zone, Port.Kind.INSTANCE, isPublic, Set.of(address));
    }

    /** A row of the default format, accepted. */
    static String row(String port, String source, String destination, long bytes, long start) {
        return "2 111122223333 " + port + " " + source + " " + destination + " 443 49152 6 10 " + bytes + " " + start
                + " " + (start + 60) + " ACCEPT OK";
    }

    static FlowGathering read(Whereabouts whereabouts, byte[] file) {
        return read(whereabouts, FlowText.DEFAULT_FORMAT, file);
    }

    static FlowGathering read(Whereabouts whereabouts, String format, byte[] file) {
        FlowReader reader = new FlowReader(whereabouts, format, 1 << 20);
        FlowGathering gathered = reader.newBatch();
        try {
            reader.read(new ByteArrayInputStream(file), new FileOrigin("flow-logs", PLACE, NOW), gathered);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return gathered;
    }
}
