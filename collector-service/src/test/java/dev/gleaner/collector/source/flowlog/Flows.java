package dev.gleaner.collector.source.flowlog;

import dev.gleaner.collector.files.FileOrigin;
import dev.gleaner.collector.network.AwsIpRanges;
import dev.gleaner.collector.network.NetworkInterface;
import dev.gleaner.collector.network.NetworkListing;
import dev.gleaner.collector.network.NetworkLocator;
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
    static NetworkLocator listed() {
        NetworkLocator networkLocator = new NetworkLocator();
        networkLocator.replace(
                "instances",
                NetworkListing.ofInstances("us-east-1", Set.of())
                        .withInterfaces(List.of(
                                instance("eni-a", "us-east-1a", false, "10.0.1.5"),
                                instance("eni-a2", "us-east-1a", false, "10.0.1.6"),
                                instance("eni-b", "us-east-1b", true, "10.0.2.5"))));
        networkLocator.replace(
                "networks",
                NetworkListing.ofNetworks("us-east-1", Map.of(), Set.of())
                        .withInterfaces(List.of(new NetworkInterface(
                                "eni-nat",
                                "us-east-1",
                                "vpc-1",
                                "",
                                NetworkInterface.Kind.NAT_GATEWAY,
                                true,
                                Set.of("10.0.0.220"),
                                "natgateway/nat-1")))
                        .withVpcBlocks(Map.of("vpc-1", List.of("10.0.0.0/16"))));
        networkLocator.replace(new AwsIpRanges.Builder()
                .add("198.51.100.0/24", "us-east-1")
                .add("203.0.113.0/24", "eu-west-3")
                .build());
        return networkLocator;
    }

    static NetworkInterface instance(String id, String zone, boolean isPublic, String address) {
        return new NetworkInterface(
                id,
                "us-east-1",
                "vpc-1",
                zone,
                NetworkInterface.Kind.INSTANCE,
                isPublic,
                Set.of(address),
                "instance/i" + id.substring(3));
    }

    /** A row of the default format, accepted. */
    static String row(String port, String source, String destination, long bytes, long start) {
        return "2 111122223333 " + port + " " + source + " " + destination + " 443 49152 6 10 " + bytes + " " + start
                + " " + (start + 60) + " ACCEPT OK";
    }

    static FlowSignalBatch read(NetworkLocator networkLocator, byte[] file) {
        return read(networkLocator, TextFlowReader.DEFAULT_FORMAT, file);
    }

    static FlowSignalBatch read(NetworkLocator networkLocator, String format, byte[] file) {
        FlowFileReader reader = new FlowFileReader(networkLocator, format, 1 << 20, 2);
        FlowSignalBatch gathered = reader.newBatch();
        try {
            reader.read(new ByteArrayInputStream(file), new FileOrigin("flow-logs", PLACE, NOW), gathered);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return gathered;
    }
}
