package dev.gleaner.gpu.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InstanceMetadataClientTest {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration LITTLE = Duration.ofMillis(100);

    private MetadataFake metadata;

    @BeforeEach
    void start() throws Exception {
        metadata = new MetadataFake();
    }

    @AfterEach
    void stop() {
        metadata.close();
    }

    @Test
    void shouldAskForASessionAndThenWhichInstanceItIs() throws Exception {
        assertThat(ask(PATIENCE).text()).isEqualTo("arn:aws:ec2:us-east-1:111122223333:instance/i-0abc");
        assertThat(metadata.asked())
                .containsExactly(
                        "PUT /latest/api/token",
                        "GET /latest/dynamic/instance-identity/document",
                        "GET /latest/meta-data/services/partition");
    }

    @Test
    void shouldKnowItsPartition() throws Exception {
        metadata.partition("aws-us-gov\n");

        assertThat(ask(PATIENCE).text()).startsWith("arn:aws-us-gov:ec2:");
    }

    @Test
    void shouldTakeTheUsualPartitionWhereNoneIsTold() throws Exception {
        metadata.partition("");

        assertThat(ask(PATIENCE).text()).startsWith("arn:aws:ec2:");
    }

    @Test
    void shouldTryAgain() throws Exception {
        metadata.fail(2);

        assertThat(ask(LITTLE).text()).endsWith("/i-0abc");
    }

    @Test
    void shouldGiveUpAtSomeTime() {
        metadata.fail(100);

        assertThatThrownBy(() -> ask(LITTLE)).hasMessageContainingAll("503", "--instance arn:aws:ec2:");
        assertThat(metadata.asked()).hasSize(3).containsOnly("PUT /latest/api/token");
    }

    @Test
    void shouldSayThatNobodyIsThereAndWhatToDo() {
        metadata.close();

        assertThatThrownBy(() -> ask(LITTLE))
                .isInstanceOf(InstanceMetadataClient.UnknownInstanceException.class)
                .hasMessageContainingAll("can't be read", "is this an EC2 instance", "--instance arn:aws:ec2:");
    }

    @Test
    void shouldNameTheHopLimitWhereConnectionsAreTakenAndNothingIsAnswered() {
        metadata.moveFarAway();

        assertThatThrownBy(() -> ask(LITTLE)).hasMessageContainingAll("hop limit to 2", "100 ms", "--instance");
    }

    @Test
    void shouldSayThatTheyAreTurnedOffWithoutAskingAgain() {
        metadata.turnOff();

        assertThatThrownBy(() -> ask(LITTLE)).hasMessageContaining("turned off (403)");
        assertThat(metadata.asked()).hasSize(1);
    }

    @Test
    void shouldBelieveOnlyADocumentThatNamesAnInstance() {
        metadata.document("<html>Sign in to the hotel's network</html>");

        assertThatThrownBy(() -> ask(LITTLE)).hasMessageContaining("is not EC2's metadata");
    }

    @Test
    void shouldNotBelieveAnIdThatIsNone() {
        metadata.document(MetadataFake.DOCUMENT.replace("i-0abc", "i-0abc&zone=Europe/Paris"));

        assertThatThrownBy(() -> ask(LITTLE)).hasMessageContaining("is not EC2's metadata");
    }

    private InstanceArn ask(Duration patience)
            throws InstanceMetadataClient.UnknownInstanceException, InterruptedException {
        URI url = metadata.url();
        return new InstanceMetadataClient(url, patience).instance();
    }
}
