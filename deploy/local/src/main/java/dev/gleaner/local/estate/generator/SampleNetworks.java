package dev.gleaner.local.estate.generator;

import static dev.gleaner.local.estate.generator.EstateGenerator.NAT;

import dev.gleaner.local.estate.EstateInstance;
import dev.gleaner.local.estate.EstateVpc;
import java.util.List;
import java.util.Map;

/** VPCs with and without NAT gateways and endpoints, and what is read of the feature store through them. */
final class SampleNetworks {

    private static final long GIGABYTE = 1_000_000_000L;
    private static final String BUCKET = "feature-store";
    private static final String PREFIX = "features/";

    private SampleNetworks() {}

    static void addTo(EstateBuilder casting) {
        add(casting, "batch-net", List.of("batch-nat"), List.of());
        casting.expectOpen(NAT, casting.name("batch-net"));
        new ReadPatternBuilder(casting, "batch-job", BUCKET, PREFIX)
                .throughNat("batch-nat")
                .round(25 * GIGABYTE, 2)
                .add();
        // Its NAT gateway still leads some reads, of a subnet that does not know the endpoint.
        add(casting, "jobs-net", List.of("jobs-nat"), List.of(EstateVpc.Endpoint.s3(casting.name("jobs-s3"))));
        new ReadPatternBuilder(casting, "nightly-job", BUCKET, PREFIX)
                .throughEndpoint("jobs-s3")
                .round(40 * GIGABYTE, 2)
                .add();
        new ReadPatternBuilder(casting, "old-job", BUCKET, PREFIX)
                .throughNat("jobs-nat")
                .round(5 * GIGABYTE, 1)
                .add();
        add(casting, "quiet-net", List.of(), List.of());
    }

    private static void add(
            EstateBuilder casting, String name, List<String> gateways, List<EstateVpc.Endpoint> endpoints) {
        casting.add(new EstateVpc(
                casting.name(name),
                EstateInstance.DEFAULT_ACCOUNT,
                "us-east-1",
                Map.of("Name", casting.name(name), "environment", "production", "team", "platform"),
                gateways.stream().map(casting::name).toList(),
                endpoints));
    }
}
