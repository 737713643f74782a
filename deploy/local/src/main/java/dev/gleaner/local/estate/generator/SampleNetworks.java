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

    static void addTo(EstateBuilder estateBuilder) {
        add(estateBuilder, "batch-net", List.of("batch-nat"), List.of());
        estateBuilder.expectOpen(NAT, estateBuilder.name("batch-net"));
        new ReadPatternBuilder(estateBuilder, "batch-job", BUCKET, PREFIX)
                .throughNat("batch-nat")
                .round(25 * GIGABYTE, 2)
                .add();
        // Its NAT gateway still leads some reads, of a subnet that does not know the endpoint.
        add(
                estateBuilder,
                "jobs-net",
                List.of("jobs-nat"),
                List.of(EstateVpc.Endpoint.s3(estateBuilder.name("jobs-s3"))));
        new ReadPatternBuilder(estateBuilder, "nightly-job", BUCKET, PREFIX)
                .throughEndpoint("jobs-s3")
                .round(40 * GIGABYTE, 2)
                .add();
        new ReadPatternBuilder(estateBuilder, "old-job", BUCKET, PREFIX)
                .throughNat("jobs-nat")
                .round(5 * GIGABYTE, 1)
                .add();
        add(estateBuilder, "quiet-net", List.of(), List.of());
    }

    private static void add(
            EstateBuilder estateBuilder, String name, List<String> gateways, List<EstateVpc.Endpoint> endpoints) {
        estateBuilder.add(new EstateVpc(
                estateBuilder.name(name),
                EstateInstance.DEFAULT_ACCOUNT,
                "us-east-1",
                Map.of("Name", estateBuilder.name(name), "environment", "production", "team", "platform"),
                gateways.stream().map(estateBuilder::name).toList(),
                endpoints));
    }
}
