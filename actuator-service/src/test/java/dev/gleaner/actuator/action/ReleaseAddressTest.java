package dev.gleaner.actuator.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.aws.AnsweringAws;
import dev.gleaner.actuator.aws.ElasticIp;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What nobody gets back is given away only when nobody is seen to need it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReleaseAddressTest {

    private static final ElasticIp FREE = address(null, null);
    private static final ElasticIp.Observation BEFORE = new ElasticIp.Observation(FREE);
    private static final ElasticIp.Observation GONE = new ElasticIp.Observation(null);

    @AutoClose
    private final AnsweringAws aws = new AnsweringAws();

    private final ActionDefinition<ElasticIp.Observation> release = ReleaseAddress.action(aws.clients());

    @Test
    void shouldBelieveThatAnAddressIsGoneOnlyOfOneItHasSeen() {
        assertThat(release.steps().get(0).evaluateProgress(order(), BEFORE, GONE))
                .isEqualTo(StepProgress.DONE);
        assertThat(release.steps().get(0).evaluateProgress(order(), GONE, GONE)).isEqualTo(StepProgress.NOT_YET);
        assertThat(release.steps().get(0).evaluateProgress(order(), BEFORE, BEFORE))
                .isEqualTo(StepProgress.NOT_YET);
        assertThat(release.steps()
                        .get(0)
                        .evaluateProgress(order(), BEFORE, new ElasticIp.Observation(address("eipassoc-1", null))))
                .isEqualTo(StepProgress.CONTESTED);
    }

    @Test
    void shouldNotReleaseWhatSomebodyNeeds() {
        assertThat(release.steps().get(0).obstacle(order(), BEFORE)).isEmpty();
        assertThat(release.steps().get(0).obstacle(order(), new ElasticIp.Observation(address("eipassoc-1", null))))
                .isPresent();
        assertThat(release.steps()
                        .get(0)
                        .obstacle(order(), new ElasticIp.Observation(address(null, "mail.example.com."))))
                .isPresent();
        assertThat(release.steps().get(0).obstacle(order(), GONE)).isPresent();
    }

    /** Whatever a remedy says of itself. */
    @Test
    void shouldNeverCountAsReversible() {
        assertThat(release.isReversible(new Remedy("release-address", Map.of(), true, List.of(), "")))
                .isFalse();
        assertThat(release.undoName()).isEmpty();
        assertThat(release.irreversibleEffects(FREE, Map.of())).isNotEmpty();
    }

    @Test
    void shouldReleaseItFromTheZonesThatAnnounceIt() {
        assertThat(ReleaseAddress.request(order()).allocationId()).isEqualTo("eipalloc-1");
        assertThat(ReleaseAddress.request(order()).networkBorderGroup()).isEqualTo("us-east-1");
    }

    private static ActionOrder order() {
        return new ActionOrder(
                "act_1", Arn.parse("arn:aws:ec2:us-east-1:123456789012:elastic-ip/eipalloc-1"), FREE, Map.of());
    }

    private static ElasticIp address(@Nullable String association, @Nullable String reverse) {
        return new ElasticIp("198.51.100.7", association, null, reverse, null, "us-east-1", Map.of());
    }
}
