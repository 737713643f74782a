package dev.gleaner.actuator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.approval.policy.ApprovalConfig;
import dev.gleaner.actuator.approval.slack.SlackConfig;
import dev.gleaner.actuator.audit.AuditConfig;
import dev.gleaner.actuator.audit.cloudtrail.CloudTrailEchoConfig;
import dev.gleaner.actuator.aws.ActuatorAwsConfig;
import dev.gleaner.actuator.aws.BeforeStopConfig;
import dev.gleaner.actuator.console.ConsoleConfig;
import dev.gleaner.actuator.database.DatabaseConfig;
import dev.gleaner.actuator.execution.DryRunConfig;
import dev.gleaner.actuator.execution.ExecutionConfig;
import dev.gleaner.actuator.ledger.LedgerConfig;
import dev.gleaner.actuator.proposal.ProposalConfig;
import dev.gleaner.actuator.spend.SpreadingConfig;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

/** What holds when nobody configured anything. The guards' defaults are pinned beside the guards. */
class DefaultsTest {

    private final SmallRyeConfig config = new SmallRyeConfigBuilder()
            .withMapping(ApprovalConfig.class)
            .withMapping(AuditConfig.class)
            .withMapping(CloudTrailEchoConfig.class)
            .withMapping(ActuatorAwsConfig.class)
            .withMapping(BeforeStopConfig.class)
            .withMapping(ConsoleConfig.class)
            .withMapping(DatabaseConfig.class)
            .withMapping(DryRunConfig.class)
            .withMapping(ExecutionConfig.class)
            .withMapping(LedgerConfig.class)
            .withMapping(ProposalConfig.class)
            .withMapping(SlackConfig.class)
            .withMapping(SpreadingConfig.class)
            .addDefaultInterceptors()
            .withConverter(Duration.class, 100, DefaultsTest::duration)
            .build();

    @Test
    void shouldNotAct() {
        assertThat(config.getConfigMapping(DryRunConfig.class).dryRun()).isTrue();
    }

    @Test
    void shouldLookAtAws() {
        assertThat(config.getConfigMapping(ActuatorAwsConfig.class).enabled()).isTrue();
        assertThat(config.getConfigMapping(ActuatorAwsConfig.class).endpoint()).isEmpty();
    }

    @Test
    void shouldPinHowLongARequestMayTake() {
        assertThat(config.getConfigMapping(ConsoleConfig.class).timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.getConfigMapping(ConsoleConfig.class).maxRequests()).isEqualTo(100);
    }

    @Test
    void shouldPinHowActionsAreCarriedOut() {
        ExecutionConfig execution = config.getConfigMapping(ExecutionConfig.class);

        assertThat(execution.interval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(execution.lease()).isEqualTo(Duration.ofSeconds(60));
        assertThat(execution.settle()).isEqualTo(Duration.ofSeconds(30));
        assertThat(execution.poll()).isEqualTo(Duration.ofSeconds(5));
        assertThat(execution.observation()).isEqualTo(Duration.ofMinutes(10));
        assertThat(execution.retry()).isEqualTo(Duration.ofSeconds(15));
        assertThat(execution.attempts()).isEqualTo(5);
        assertThat(execution.throttles()).isEqualTo(20);
        assertThat(execution.parallel()).isEqualTo(4);
        assertThat(execution.capacityRetry()).isEqualTo(Duration.ofMinutes(2));
        assertThat(config.getConfigMapping(ActuatorAwsConfig.class).callTimeout())
                .isEqualTo(Duration.ofSeconds(20))
                .isLessThan(execution.lease());
    }

    @Test
    void shouldPinWhichDocumentsRunBeforeAStop() {
        BeforeStopConfig beforeStop = config.getConfigMapping(BeforeStopConfig.class);

        assertThat(beforeStop.timeout()).isEqualTo(Duration.ofMinutes(10));
        assertThat(beforeStop.fresh()).isEqualTo(Duration.ofMinutes(10));
        assertThat(beforeStop.documentPrefix()).isEqualTo("gleaner-");
    }

    @Test
    void shouldPinHowPeopleAreAsked() {
        ProposalConfig proposal = config.getConfigMapping(ProposalConfig.class);

        assertThat(proposal.expiry()).isEqualTo(Duration.ofDays(3));
        assertThat(proposal.askAgain()).isEqualTo(Duration.ofDays(1));
        assertThat(proposal.planInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(proposal.planRetry()).isEqualTo(Duration.ofSeconds(30));
        assertThat(proposal.guardInterval()).isEqualTo(Duration.ofHours(6));
        assertThat(proposal.guardViewAge()).isEqualTo(Duration.ofMinutes(1));
        assertThat(proposal.guardViews()).isEqualTo(60);
        assertThat(proposal.hourlyRate()).isEqualTo(100);
    }

    @Test
    void shouldPinWhenTheBillConfirmsASaving() {
        LedgerConfig ledger = config.getConfigMapping(LedgerConfig.class);

        assertThat(ledger.interval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(ledger.look()).isEqualTo(Duration.ofHours(1));
        assertThat(ledger.billLag()).isEqualTo(Duration.ofHours(24));
        assertThat(ledger.disputePercent()).isEqualByComparingTo("10");
    }

    @Test
    void shouldPinWhereTheAuditGoes() {
        AuditConfig audit = config.getConfigMapping(AuditConfig.class);

        assertThat(audit.headsFolder()).isEqualTo(Path.of("data/heads"));
        assertThat(audit.keyFile()).isEqualTo(Path.of("data/heads.key"));
        assertThat(audit.publicKeyFile()).isEqualTo(Path.of("data/heads.key.pub"));
        assertThat(audit.keysFolder()).isEqualTo(Path.of("data/heads.keys"));
        assertThat(audit.headInterval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(audit.recentInterval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(audit.verifyInterval()).isEqualTo(Duration.ofDays(1));
        assertThat(audit.headsTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(audit.appendTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(audit.publishInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(audit.publisherLease()).isEqualTo(Duration.ofSeconds(15));
        assertThat(audit.grace()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void shouldPinWhenAnEchoIsMissed() {
        CloudTrailEchoConfig echo = config.getConfigMapping(CloudTrailEchoConfig.class);

        assertThat(echo.patience()).isEqualTo(Duration.ofMinutes(30));
        assertThat(echo.unknownAfter()).isEqualTo(Duration.ofMinutes(5));
        assertThat(echo.interval()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void shouldPinWhatTakesTwoPeople() {
        ApprovalConfig approval = config.getConfigMapping(ApprovalConfig.class);

        assertThat(approval.twoPeople().irreversible()).isTrue();
        assertThat(approval.twoPeople().production()).isFalse();
        assertThat(approval.nonProduction()).contains("dev", "test", "staging").doesNotContain("production");
        assertThat(approval.formerTags()).isEqualTo(Duration.ofDays(30));
        assertThat(approval.people()).isEmpty();
    }

    @Test
    void shouldNotUseSlack() {
        SlackConfig slack = config.getConfigMapping(SlackConfig.class);

        assertThat(slack.signingSecret()).isEmpty();
        assertThat(slack.signingSecretFile()).isEmpty();
        assertThat(slack.botToken()).isEmpty();
        assertThat(slack.webhookUrl()).isEmpty();
        assertThat(slack.approvers()).isEmpty();
        assertThat(slack.host()).isEqualTo("127.0.0.1");
        assertThat(slack.port()).isEqualTo(18084);
        assertThat(slack.maxConnections()).isEqualTo(100);
        assertThat(slack.receiveTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(slack.responseOrigin()).isEqualTo(URI.create("https://hooks.slack.com"));
        assertThat(slack.apiUrl()).isEqualTo("https://slack.com/api/");
        assertThat(slack.remember()).isEqualTo(Duration.ofHours(1)).isGreaterThan(Duration.ofMinutes(10));
        assertThat(slack.callTimeout()).isEqualTo(Duration.ofSeconds(10)).isLessThan(slack.senderLease());
        assertThat(slack.channel()).isEmpty();
        assertThat(slack.channels()).isEmpty();
        assertThat(slack.creators()).isEmpty();
    }

    @Test
    void shouldPinHowMuchIsSaidInSlack() {
        SlackConfig slack = config.getConfigMapping(SlackConfig.class);

        assertThat(slack.interval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(slack.pace()).isEqualTo(Duration.ofSeconds(1));
        assertThat(slack.questionsPerHour()).isEqualTo(30);
        assertThat(slack.farUp()).isEqualTo(Duration.ofDays(7));
        assertThat(slack.digestBelow()).isEqualByComparingTo("20");
        assertThat(slack.digestAt()).isEqualTo(LocalTime.of(9, 0));
        assertThat(slack.digestSize()).isEqualTo(10);
        assertThat(slack.zone()).isEqualTo(ZoneId.of("UTC"));
        assertThat(slack.consoleUrl()).isEmpty();
        assertThat(slack.statusInterval()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void shouldSpreadNoCost() {
        assertThat(config.getConfigMapping(SpreadingConfig.class).spreading()).isEmpty();
        assertThat(config.getConfigMapping(SpreadingConfig.class).allocationInterval())
                .isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void shouldPinTheDatabase() {
        assertThat(config.getConfigMapping(DatabaseConfig.class).url())
                .isEqualTo("postgresql://127.0.0.1:15432/gleaner");
    }

    private static Duration duration(String text) {
        return Duration.parse(text.startsWith("P") ? text : "PT" + text);
    }
}
