package dev.gleaner.actuator.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.aws.AnsweringAws;
import dev.gleaner.actuator.aws.LogGroup;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a log group keeps its events, there and back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RetentionTest {

    @AutoClose
    private final AnsweringAws aws = new AnsweringAws();

    private final ActionDefinition<LogGroup.Observation> put = PutRetentionPolicy.action(aws.clients());
    private final ActionDefinition<LogGroup.Observation> restore = PutRetentionPolicy.undo(aws.clients());

    @BeforeAll
    void answer() {
        aws.answer("PutRetentionPolicy", 200, "");
        aws.answer("DeleteRetentionPolicy", 200, "");
    }

    @Test
    void shouldPutTheDaysOfTheRemedy() {
        aws.on(() -> put.steps().get(0).perform(order(null, "30"), kept(null)));

        assertThat(aws.requests("PutRetentionPolicy"))
                .last()
                .asString()
                .contains("\"logGroupName\":\"/aws/lambda/train\"", "\"retentionInDays\":30");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2", "31", "-1", "30.0", "", "for ever"})
    void shouldNotPutWhatCloudWatchLogsDoesNotTake(String days) {
        assertThat(put.steps().get(0).obstacle(order(null, days), kept(null))).isPresent();
        assertThat(put.change(group(null), Map.of("days", days))
                        .flatMap(change -> DocumentChange.of(change.before(), change.before())
                                        .equals(change)
                                ? java.util.Optional.empty()
                                : java.util.Optional.ofNullable(change.problem())))
                .isPresent();
        assertThat(put.steps().get(0).obstacle(order(null, "30"), kept(null))).isEmpty();
    }

    @Test
    void shouldShowWhatBecomesOfIt() {
        DocumentChange change = put.change(group(null), Map.of("days", "30")).orElseThrow();

        assertThat(change.before().isEmpty()).isTrue();
        assertThat(change.after()).hasToString("{\"retentionInDays\":30}");
    }

    /** Where there was no policy, the way back is to delete it. */
    @Test
    void shouldGiveBackWhatWasThereOrNothing() {
        aws.on(() -> restore.steps().get(0).perform(order(90, "30"), kept(30)));
        assertThat(aws.requests("PutRetentionPolicy")).last().asString().contains("\"retentionInDays\":90");
        int puts = aws.requests("PutRetentionPolicy").size();

        aws.on(() -> restore.steps().get(0).perform(order(null, "30"), kept(30)));

        assertThat(aws.requests("PutRetentionPolicy")).hasSize(puts);
        assertThat(aws.requests("DeleteRetentionPolicy"))
                .singleElement()
                .asString()
                .contains("/aws/lambda/train");
    }

    @Test
    void shouldNotReplaceWhatSomebodyElsePutSince() {
        assertThat(restore.steps().get(0).obstacle(order(90, "30"), kept(30))).isEmpty();
        assertThat(restore.steps().get(0).obstacle(order(90, "30"), kept(90))).isEmpty();
        assertThat(restore.steps().get(0).obstacle(order(90, "30"), kept(60))).isPresent();
        assertThat(restore.steps().get(0).obstacle(order(90, "30"), kept(null))).isPresent();
        assertThat(restore.steps().get(0).obstacle(order(null, "30"), kept(null)))
                .isEmpty();
    }

    @Test
    void shouldSeeWhoWon() {
        assertThat(put.steps().get(0).evaluateProgress(order(null, "30"), kept(null), kept(null)))
                .isEqualTo(StepProgress.NOT_YET);
        assertThat(put.steps().get(0).evaluateProgress(order(null, "30"), kept(null), kept(30)))
                .isEqualTo(StepProgress.DONE);
        assertThat(put.steps().get(0).evaluateProgress(order(null, "30"), kept(null), kept(60)))
                .isEqualTo(StepProgress.CONTESTED);
        assertThat(restore.steps().get(0).evaluateProgress(order(null, "30"), kept(30), kept(null)))
                .isEqualTo(StepProgress.DONE);
        assertThat(restore.steps().get(0).evaluateProgress(order(null, "30"), kept(30), kept(30)))
                .isEqualTo(StepProgress.NOT_YET);
    }

    /** Events that are deleted nobody brings back, whatever a remedy says of itself. */
    @Test
    void shouldNeverCountAsReversible() {
        assertThat(put.isReversible(new Remedy("put-retention-policy", Map.of("days", "30"), true, List.of(), "")))
                .isFalse();
        assertThat(put.irreversibleEffects(group(null), Map.of("days", "30")))
                .singleElement()
                .asString()
                .contains("30 days");
    }

    private static ActionOrder order(@Nullable Integer planned, String days) {
        return new ActionOrder(
                "act_1",
                Arn.parse("arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/train"),
                group(planned),
                Map.of("days", days));
    }

    private static LogGroup.Observation kept(@Nullable Integer days) {
        return new LogGroup.Observation(group(days));
    }

    private static LogGroup group(@Nullable Integer days) {
        return new LogGroup(days, "STANDARD", Map.of());
    }
}
