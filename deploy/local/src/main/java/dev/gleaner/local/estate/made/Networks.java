package dev.gleaner.local.estate.made;

import static dev.gleaner.local.estate.made.EstateGenerator.NAT;

import dev.gleaner.local.estate.Resource;
import dev.gleaner.local.estate.Vpc;
import dev.gleaner.local.estate.VpcEndpoint;
import java.util.List;
import java.util.Map;

/** VPCs with and without NAT gateways and endpoints, and what is read of the feature store through them. */
final class Networks {

    private static final long GIGABYTE = 1_000_000_000L;
    private static final String BUCKET = "feature-store";
    private static final String PREFIX = "features/";

    private Networks() {}

    static void cast(Casting casting) {
        add(casting, "batch-net", List.of("batch-nat"), List.of());
        casting.expectOpen(NAT, casting.name("batch-net"));
        new ReadRole(casting, "batch-job", BUCKET, PREFIX)
                .throughNat("batch-nat")
                .round(25 * GIGABYTE, 2)
                .play();
        // Its NAT gateway still leads some reads, of a subnet that does not know the endpoint.
        add(casting, "jobs-net", List.of("jobs-nat"), List.of(VpcEndpoint.s3(casting.name("jobs-s3"))));
        new ReadRole(casting, "nightly-job", BUCKET, PREFIX)
                .throughEndpoint("jobs-s3")
                .round(40 * GIGABYTE, 2)
                .play();
        new ReadRole(casting, "old-job", BUCKET, PREFIX)
                .throughNat("jobs-nat")
                .round(5 * GIGABYTE, 1)
                .play();
        add(casting, "quiet-net", List.of(), List.of());
    }

    private static void add(Casting casting, String name, List<String> gateways, List<VpcEndpoint> endpoints) {
        casting.add(new Vpc(
                casting.name(name),
                Resource.DEFAULT_ACCOUNT,
                "us-east-1",
                Map.of("Name", casting.name(name), "environment", "production", "team", "platform"),
                gateways.stream().map(casting::name).toList(),
                endpoints));
    }
}
