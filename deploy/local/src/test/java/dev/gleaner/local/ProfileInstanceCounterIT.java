package dev.gleaner.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.test.aws.AwsStandIn;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** A profile says who one is, in which region, and where the API is. */
@NeedsAwsStandIn
class ProfileInstanceCounterIT {

    private static final String PROFILE = """
            [profile ml]
            region = eu-west-1
            endpoint_url = %s
            aws_access_key_id = test
            aws_secret_access_key = test
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void writeProfile() throws Exception {
        Path file = Files.writeString(folder.resolve("config"), PROFILE.formatted(AwsStandIn.endpoint()));
        System.setProperty("aws.configFile", file.toString());
        System.setProperty(
                "aws.sharedCredentialsFile", folder.resolve("credentials").toString());
        AwsStandIn.reset();
    }

    @AfterEach
    void forgetProfile() {
        System.clearProperty("aws.configFile");
        System.clearProperty("aws.sharedCredentialsFile");
    }

    @Test
    void shouldCountTheInstancesThatTheProfileSees() {
        ProfileInstanceCounter instances = new ProfileInstanceCounter("ml");
        assertThat(instances.count(List.of("eu-west-1"))).isZero();

        run(3);

        assertThat(instances.count(List.of("eu-west-1", "us-east-1"))).isEqualTo(3);
    }

    @Test
    void shouldTakeTheRegionOfTheProfile() {
        String set = System.clearProperty("aws.region");
        try {
            assertThat(new ProfileInstanceCounter("ml").region()).isEqualTo("eu-west-1");
        } finally {
            System.setProperty("aws.region", set);
        }
    }

    private static void run(int count) {
        try (Ec2Client ec2 = Ec2Client.builder()
                .endpointOverride(AwsStandIn.endpoint())
                .region(Region.EU_WEST_1)
                .httpClient(UrlConnectionHttpClient.create())
                .build()) {
            ec2.runInstances(r -> r.imageId("ami-760aaa0f")
                    .instanceType("m5.large")
                    .minCount(count)
                    .maxCount(count));
        }
    }
}
