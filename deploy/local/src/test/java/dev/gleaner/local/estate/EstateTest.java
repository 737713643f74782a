package dev.gleaner.local.estate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.Json;
import org.junit.jupiter.api.Test;

class EstateTest {

    /** What is read is where anything is, not only where instances are. */
    @Test
    void shouldKnowTheRegionsOfAllItsResources() {
        Estate estate = Json.read("""
                {"name": "mine", "seed": 1, "days": 14,
                 "resources": [{"name": "box", "region": "us-east-1", "type": "m5.xlarge"}],
                 "buckets": [{"name": "shards", "region": "eu-west-1"}],
                 "vpcs": [{"name": "jobs", "region": "us-west-2"}],
                 "volumes": [{"name": "scratch", "region": "eu-central-1", "size": 8, "created": "-P40D"}],
                 "addresses": [{"name": "old-ip", "region": "eu-north-1"}],
                 "snapshots": [{"name": "image-root", "region": "us-east-2", "size": 8, "created": "-P200D"}],
                 "logGroups": [{"name": "/app", "region": "us-east-1", "bytes": 5, "created": "-P36D"}],
                 "inferenceEndpoints": [{"name": "ranker", "region": "ap-south-1", "created": "-P90D"}],
                 "inferenceProfiles": [{"name": "chat", "region": "sa-east-1", "model": "a.b"}]}""", Estate.class);

        assertThat(estate.regions())
                .containsExactly(
                        "ap-south-1",
                        "eu-central-1",
                        "eu-north-1",
                        "eu-west-1",
                        "sa-east-1",
                        "us-east-1",
                        "us-east-2",
                        "us-west-2");
    }
}
