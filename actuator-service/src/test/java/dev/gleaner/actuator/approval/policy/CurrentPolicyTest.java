package dev.gleaner.actuator.approval.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.actuator.support.Findings;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which rule counts, how many people that makes, and what a changed file does. */
class CurrentPolicyTest {

    private static final Finding IN_DEV = Findings.idle(Arn.instance("us-east-1", "123456789012", "i-0a"));
    private static final Finding IN_PRODUCTION = Findings.in("prod-eu", IN_DEV);
    private static final Map<String, String> DEV = Map.of("environment", "dev");
    private static final Remedy STOP = new Remedy("stop-instance", Map.of(), true, List.of(), "Stop it");
    private static final Remedy TERMINATE = new Remedy("terminate-instance", Map.of(), false, List.of(), "End it");
    private static final String POLICY = """
        expiry: 24h
        groups: {ml: [U0ANNA], finops: [fiona, frank]}
        rules:
          - {name: never, match: {environment: production, action: terminate-instance}, decide: never}
          - {name: cheap, match: {environment: dev, reversible: true, monthly-at-most: 200}, decide: {auto-after: 12h}}
          - {name: dev, match: {environment: non-production}, decide: {people: 1, from: [ml, owner]}}
          - {name: money, match: {reversible: true}, decide: {people: 2, from: finops}}
        """;

    @TempDir
    private Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("policy.yaml"), POLICY);
    }

    @Test
    void shouldTakeTheFirstRuleThatMatches() {
        CurrentPolicy policy = policy();

        assertThat(policy.requirement(IN_PRODUCTION, TERMINATE, ApprovalTarget.of(Map.of()))
                        .isNever())
                .isTrue();
        assertThat(policy.requirement(IN_PRODUCTION, STOP, ApprovalTarget.of(Map.of()))
                        .rule())
                .isEqualTo("money");
        assertThat(policy.requirement(IN_DEV, STOP, ApprovalTarget.of(DEV)).notice())
                .contains(Duration.ofHours(12));
        assertThat(policy.requirement(IN_DEV, STOP, ApprovalTarget.of(DEV)).ruleLocation())
                .isEqualTo("policy.yaml:5:5");
    }

    /**
     * Whatever its remedy claims: an instance that a group has ended does not come back with what ran on it, nor a request that was denied,
     * nor an address that the undo of another action may need.
     */
    @ParameterizedTest
    @ValueSource(strings = {"set-mixed-instances", "set-scaling-bounds", "create-s3-endpoint", "release-address"})
    void shouldNotLetAPolicyApproveWhatCutsOffWorkUnderWay(String action) throws IOException {
        Files.writeString(file, """
                rules:
                  - {name: auto, match: {environment: dev, reversible: true}, decide: {auto-after: 12h}}
                  - {name: one, match: {environment: dev}, decide: {people: 1}}
                """);
        CurrentPolicy policy = ApprovalPolicyFixture.ofActions(file).policy();
        Remedy remedy = new Remedy(action, Map.of(), true, List.of(), "Cut off");

        ApprovalRequirement required = policy.requirement(IN_DEV, remedy, ApprovalTarget.of(DEV));

        assertThat(required.notice()).isEmpty();
        assertThat(required.people()).isEqualTo(2);
        assertThat(policy.requirement(IN_DEV, STOP, ApprovalTarget.of(DEV)).notice())
                .isPresent();
    }

    /** That of its finding is of another remedy. */
    @Test
    void shouldLimitWhatTheRemedyItselfSaves() {
        Saving more = Saving.priced(
                new BigDecimal("200.01"), BigDecimal.ZERO, new BigDecimal("200.01"), "another calculation");

        assertThat(policy().requirement(IN_DEV, STOP.withSaving(more), ApprovalTarget.of(DEV))
                        .notice())
                .isEmpty();
        assertThat(policy().requirement(IN_DEV, STOP.withSaving(Saving.unpriced("unknown")), ApprovalTarget.of(DEV))
                        .notice())
                .isEmpty();
    }

    /** Neither by the rule of the environment that the resource would have, nor by one that matches everything. */
    @Test
    void shouldNotLetAPolicyEndThatAResourceIsInProduction() throws IOException {
        Files.writeString(file, """
                rules:
                  - {name: auto, match: {reversible: true}, decide: {auto-after: 12h}}
                """);
        CurrentPolicy policy = policy();
        Remedy tags = new Remedy("tag-resource", Map.of("environment", "dev"), true, List.of(), "Tag it");
        Remedy others = new Remedy("tag-resource", Map.of("project", "atlas"), true, List.of(), "Tag it");

        ApprovalRequirement required = policy.requirement(IN_PRODUCTION, tags, ApprovalTarget.of(Map.of()));

        assertThat(required.notice()).isEmpty();
        assertThat(required.people()).isEqualTo(2);
        assertThat(policy.requirement(IN_PRODUCTION, others, ApprovalTarget.of(Map.of()))
                        .notice())
                .isPresent();
    }

    /** A value of the tag that was inferred may be wrong: it must not open the way for what is proposed next. */
    @Test
    void shouldTakeTheStricterOfWhatTheTagsSayAndSaidBeforeGleanerSetThem() {
        CurrentPolicy policy = policy();
        ApprovalTarget tagged = new ApprovalTarget(DEV, List.of(Map.of()), List.of());

        assertThat(policy.requirement(IN_DEV, STOP, ApprovalTarget.of(DEV)).notice())
                .isPresent();
        assertThat(policy.requirement(IN_DEV, STOP, tagged).notice()).isEmpty();
        assertThat(policy.requirement(IN_DEV, STOP, tagged).rule()).isEqualTo("money");
        assertThat(policy.requirement(IN_DEV, TERMINATE, tagged).isNever()).isTrue();
    }

    @Test
    void shouldTakeTwoPeopleWhereNoRuleMatches() {
        ApprovalRequirement none = policy().requirement(
                        IN_PRODUCTION,
                        new Remedy("resize-instance", Map.of(), false, List.of(), ""),
                        ApprovalTarget.of(Map.of()));

        assertThat(none.people()).isEqualTo(2);
        assertThat(none.accepts("anybody")).isTrue();
    }

    /** A finding can be older than a tag: whichever of the two asks for more counts, and an instance without a tag is production. */
    @Test
    void shouldTakeTheStricterOfWhatTheFindingAndTheTagsSay() {
        CurrentPolicy policy = policy();
        Map<String, String> production = Map.of("environment", "production");

        assertThat(policy.requirement(IN_DEV, STOP, ApprovalTarget.of(production))
                        .notice())
                .isEmpty();
        assertThat(policy.requirement(IN_DEV, STOP, ApprovalTarget.of(production))
                        .rule())
                .isEqualTo("money");
        assertThat(policy.requirement(IN_DEV, TERMINATE, ApprovalTarget.of(production))
                        .isNever())
                .isTrue();
        assertThat(policy.requirement(IN_DEV, TERMINATE, ApprovalTarget.of(Map.of()))
                        .isNever())
                .isTrue();
        assertThat(policy.requirement(IN_PRODUCTION, TERMINATE, ApprovalTarget.of(DEV))
                        .isNever())
                .isTrue();
        assertThat(policy.requirement(IN_PRODUCTION, STOP, ApprovalTarget.of(DEV))
                        .notice())
                .isEmpty();
        assertThat(policy.requirement(IN_DEV, STOP, ApprovalTarget.of(Map.of("Environment", "DEV")))
                        .notice())
                .contains(Duration.ofHours(12));
    }

    /** An unknown price is not a low one, and an unknown environment is production. */
    @Test
    void shouldTakeWhatIsUnknownForTheWorse() {
        Finding unpriced = Findings.with(IN_DEV, 1, Saving.unpriced("no price"));
        Finding dear = Findings.with(
                IN_DEV, 1, Saving.priced(new BigDecimal("200.01"), BigDecimal.ZERO, new BigDecimal("200.01"), "test"));

        assertThat(policy().requirement(unpriced, STOP, ApprovalTarget.of(DEV)).rule())
                .isEqualTo("dev");
        assertThat(policy().requirement(dear, STOP, ApprovalTarget.of(DEV)).rule())
                .isEqualTo("dev");
        assertThat(policy().requirement(Findings.in(null, IN_DEV), TERMINATE, ApprovalTarget.of(Map.of()))
                        .isNever())
                .isTrue();
    }

    @Test
    void shouldNeverAskFewerThanTheKeysDo() {
        ApprovalRequirement irreversible = policy().requirement(IN_DEV, TERMINATE, ApprovalTarget.of(DEV));
        ApprovalRequirement production = fixture(Map.of(
                        "actuator.approval.two-people.production", "true", "actuator.approval.non-production", "test"))
                .policy()
                .requirement(IN_DEV, STOP, ApprovalTarget.of(DEV));

        assertThat(irreversible.rule()).isEqualTo("dev");
        assertThat(irreversible.people()).isEqualTo(2);
        assertThat(production.notice()).isEmpty();
        assertThat(production.people()).isEqualTo(2);
    }

    /** A month is not known after ten days, and a finding without a statement about it may be of any age. */
    @Test
    void shouldApproveNothingAutomaticallyAfterAShortHistory() {
        Evidence mean = new Evidence("cpu mean", 1, "percent", 5.0, 168, 1);
        Evidence shortly = new Evidence(Evidence.HISTORY, 34, "days", 35.0, 34, 1);
        Evidence enough = new Evidence(Evidence.HISTORY, 35, "days", 35.0, 35, 1);
        Evidence disk = new Evidence(Evidence.DISK_HOURS, 135, "hours", 134.4, 135, 0.8);
        Finding byGpus = Findings.by("idle-gpu", IN_DEV, IN_DEV.saving());

        assertThat(notice(Findings.resting(IN_DEV, mean, shortly, disk))).isEmpty();
        assertThat(notice(Findings.resting(IN_DEV, mean, enough))).isEmpty();
        assertThat(notice(Findings.resting(IN_DEV, mean))).isEmpty();
        assertThat(notice(Findings.resting(byGpus, shortly))).isEmpty();
        assertThat(notice(Findings.resting(IN_DEV, mean, enough, disk))).contains(Duration.ofHours(12));
        assertThat(notice(Findings.resting(byGpus, mean))).contains(Duration.ofHours(12));
        assertThat(policy().requirement(Findings.resting(IN_DEV, mean, shortly), STOP, ApprovalTarget.of(DEV))
                        .people())
                .isEqualTo(1);
    }

    /** What reads its volumes all the time is not known to be idle by its CPU. */
    @Test
    void shouldApproveNothingAutomaticallyWithoutTheOperationsOnItsVolumes() {
        Evidence history = new Evidence(Evidence.HISTORY, 62, "days", 35.0, 62, 1);
        Evidence unknown = new Evidence(Evidence.DISK_HOURS, 0, "hours", 134.4, 0, 0);
        Evidence known = new Evidence(Evidence.DISK_HOURS, 168, "hours", 134.4, 168, 1);
        Finding sporadic = Findings.by("sporadic-instance", IN_DEV, IN_DEV.saving());
        Finding byGpus = Findings.by("idle-gpu", IN_DEV, IN_DEV.saving());

        assertThat(notice(Findings.resting(IN_DEV, history, unknown))).isEmpty();
        assertThat(notice(Findings.resting(IN_DEV, history))).isEmpty();
        assertThat(notice(Findings.resting(sporadic))).isEmpty();
        assertThat(notice(Findings.resting(byGpus, unknown))).isEmpty();
        assertThat(notice(Findings.resting(IN_DEV, history, known))).contains(Duration.ofHours(12));
        assertThat(notice(Findings.resting(sporadic, known))).contains(Duration.ofHours(12));
    }

    /** A member of a quiet cluster may look like a host with an agent. */
    @Test
    void shouldApproveNothingAutomaticallyUnderBackgroundTraffic() {
        Evidence history = new Evidence(Evidence.HISTORY, 62, "days", 35.0, 62, 1);
        Evidence disk = new Evidence(Evidence.DISK_HOURS, 168, "hours", 134.4, 168, 1);
        Evidence background =
                new Evidence(Evidence.BACKGROUND_TRAFFIC, 1_250_000, "bytes in an hour", 230_400_000.0, 168, 1);

        assertThat(notice(Findings.resting(IN_DEV, history, disk, background))).isEmpty();
        assertThat(notice(Findings.resting(IN_DEV, history, disk))).contains(Duration.ofHours(12));
    }

    /** Half of the vCPUs have half of the memory. */
    @Test
    void shouldResizeNothingAutomaticallyWithoutItsMemory() {
        Finding oversized = Findings.by("oversized-instance", IN_DEV, IN_DEV.saving());
        Evidence cpu = new Evidence("CPU on a m5.large", 60, "percent", 80.0, 4032, 1);
        Evidence unknown = new Evidence(Evidence.MEMORY_DAYS, 0, "days", 14.0, 0, 0);
        Evidence known = new Evidence(Evidence.MEMORY_DAYS, 14, "days", 14.0, 14, 1);

        assertThat(notice(Findings.resting(oversized, known))).contains(Duration.ofHours(12));
        assertThat(notice(Findings.resting(oversized, unknown))).isEmpty();
        assertThat(notice(Findings.resting(oversized))).isEmpty();
        assertThat(notice(Findings.resting(oversized, cpu, known))).contains(Duration.ofHours(12));
        assertThat(notice(Findings.resting(oversized, cpu, unknown))).isEmpty();
    }

    private Optional<Duration> notice(Finding finding) {
        return policy().requirement(finding, STOP, ApprovalTarget.of(DEV)).notice();
    }

    @Test
    void shouldKnowPeopleByAllTheirNames() {
        ApprovalRequirement required = fixture(Map.of("actuator.approval.people.U0ANNA", "anna"))
                .policy()
                .requirement(IN_DEV, TERMINATE, ApprovalTarget.of(owned(" U0OLGA ")));

        assertThat(required.accepts("U0ANNA")).isTrue();
        assertThat(required.accepts("anna")).isTrue();
        assertThat(required.accepts("U0OLGA")).isTrue();
        assertThat(required.accepts("fiona")).isFalse();
        assertThat(policy().requirement(IN_DEV, TERMINATE, ApprovalTarget.of(DEV))
                        .accepts("U0OLGA"))
                .isFalse();
        assertThat(policy().requirement(IN_PRODUCTION, TERMINATE, ApprovalTarget.of(Map.of()))
                        .accepts("U0ANNA"))
                .isFalse();
    }

    @Test
    void shouldTakeTheOwnerWhomTheFirstTagNames() {
        Map<String, String> tags = Map.of("owner", "olga", "gleaner:owner", "gwen", "environment", "dev");

        assertThat(policy().requirement(IN_DEV, TERMINATE, ApprovalTarget.of(tags))
                        .accepts("gwen"))
                .isTrue();
        assertThat(policy().requirement(IN_DEV, TERMINATE, ApprovalTarget.of(tags))
                        .accepts("olga"))
                .isFalse();
    }

    /** Whoever may tag could name himself: no tag is believed unless somebody says that approvers can't write it. */
    @Test
    void shouldTakeNobodyForTheOwnerByATagThatIsNotTrusted() {
        ApprovalRequirement untrusted = ApprovalPolicyFixture.of(file, Map.of())
                .policy()
                .requirement(IN_DEV, TERMINATE, ApprovalTarget.of(owned("mallory")));

        assertThat(untrusted.accepts("mallory")).isFalse();
        assertThat(untrusted.accepts("U0ANNA")).isTrue();
        assertThat(untrusted.describe()).contains("owner (none: actuator.policy.owner-tags names no trusted tag");
    }

    /** cloud-custodian/cloud-custodian#8306: what was read of one resource was used for the next. */
    @Test
    void shouldNotTakeTheOwnerOfOneResourceForThatOfTheNext() {
        CurrentPolicy policy = policy();

        assertThat(policy.requirement(IN_DEV, TERMINATE, ApprovalTarget.of(owned("olga")))
                        .accepts("olga"))
                .isTrue();
        assertThat(policy.requirement(IN_DEV, TERMINATE, ApprovalTarget.of(DEV)).accepts("olga"))
                .isFalse();
    }

    @Test
    void shouldDecideAsEverWithoutAFile() {
        CurrentPolicy policy = ApprovalPolicyFixture.of(Map.of()).policy();

        assertThat(policy.requirement(IN_PRODUCTION, STOP, ApprovalTarget.of(Map.of())))
                .isEqualTo(ApprovalRequirement.builtIn("default", 1));
        assertThat(policy.requirement(IN_DEV, TERMINATE, ApprovalTarget.of(DEV)).people())
                .isEqualTo(2);
        assertThat(policy.expiry()).isEqualTo(Duration.ofDays(3));
    }

    @Test
    void shouldFollowTheFileAndKeepTheLastGoodOne() throws IOException {
        ApprovalPolicyFixture fixture = fixture(Map.of());
        PolicyFileWatcher.Health health = new PolicyFileWatcher.Health(fixture.watched(), fixture.policy());
        String first = fixture.policy().version();

        Files.writeString(file, "rules:\n  - decide: perhaps\n");
        fixture.watched().reloadIfChanged();

        assertThat(fixture.policy().version()).isEqualTo(first);
        assertThat(fixture.policy()
                        .requirement(IN_PRODUCTION, TERMINATE, ApprovalTarget.of(Map.of()))
                        .isNever())
                .isTrue();
        assertThat(health.call().getStatus()).hasToString("DOWN");
        assertThat(fixture.watched().problems()).first().asString().contains("policy.yaml:2:13");
        // Everybody reads the health: it counts, and quotes nothing of the file.
        assertThat(health.call().getData().orElseThrow())
                .containsOnly(Map.entry("version", first), Map.entry("problems", 1L));

        Files.writeString(file, "rules: [{decide: {people: 1}}]");
        fixture.watched().reloadIfChanged();

        assertThat(fixture.policy().version()).isNotEqualTo(first);
        assertThat(fixture.policy()
                        .requirement(IN_PRODUCTION, STOP, ApprovalTarget.of(Map.of()))
                        .people())
                .isEqualTo(1);
        assertThat(health.call().getStatus()).hasToString("UP");

        Files.delete(file);
        fixture.watched().reloadIfChanged();
        assertThat(health.call().getStatus()).hasToString("DOWN");
        assertThat(fixture.policy()
                        .requirement(IN_PRODUCTION, STOP, ApprovalTarget.of(Map.of()))
                        .rule())
                .isEqualTo("rule-1");
    }

    @Test
    void shouldNotStartWithAFileThatCannotBeUsed() throws IOException {
        Files.writeString(file, "rules: [{decide: maybe}]");

        assertThatThrownBy(() -> fixture(Map.of()))
                .isInstanceOf(PolicyReader.InvalidPolicyException.class)
                .hasMessageContaining("policy.yaml:1:18: decide has to be never");
        assertThatThrownBy(() -> ApprovalPolicyFixture.of(folder.resolve("absent.yaml"), Map.of()))
                .isInstanceOf(PolicyReader.InvalidPolicyException.class);
    }

    @Test
    void shouldChangeItsVersionWithWhateverItGoesBy() {
        assertThat(fixture(Map.of()).policy().version())
                .isEqualTo(fixture(Map.of()).policy().version())
                .isNotEqualTo(ApprovalPolicyFixture.of(Map.of()).policy().version())
                .isNotEqualTo(fixture(Map.of("actuator.approval.people.U0ANNA", "anna"))
                        .policy()
                        .version())
                .isNotEqualTo(fixture(Map.of("actuator.approval.two-people.production", "true"))
                        .policy()
                        .version());
    }

    private CurrentPolicy policy() {
        return fixture(Map.of()).policy();
    }

    private ApprovalPolicyFixture fixture(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.putIfAbsent("actuator.policy.owner-tags", "gleaner:owner,owner");
        return ApprovalPolicyFixture.of(file, all);
    }

    private static Map<String, String> owned(String owner) {
        return Map.of("owner", owner, "environment", "dev");
    }
}
