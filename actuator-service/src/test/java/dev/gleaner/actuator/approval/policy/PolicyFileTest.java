package dev.gleaner.actuator.approval.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be said in a policy file, and what is said of one that can't be gone by. */
class PolicyFileTest {

    @Test
    void shouldReadWhatAPolicySays() {
        PolicyFile policy = PolicyFile.parse("policy.yaml", """
                expiry: 2d
                groups: {ml: [U012AB3CD, anna], finops: fiona}
                rules:
                  - name: dev-auto
                    match: {environment: [dev, Test], action: stop-instance, reversible: true, monthly-at-most: 500,
                            account: ["012345678901"]}
                    decide: {auto-after: 24h, from: [ml, owner]}
                  - match: {environment: production}
                    decide: never
                """);

        assertThat(policy.expiry()).contains(Duration.ofDays(2));
        assertThat(policy.groups())
                .containsEntry("ml", Set.of("U012AB3CD", "anna"))
                .containsEntry("finops", Set.of("fiona"));
        assertThat(policy.rules()).extracting(PolicyRule::name).containsExactly("dev-auto", "rule-2");
        PolicyRule first = policy.rules().get(0);
        assertThat(first.locationText()).isEqualTo("policy.yaml:4:5");
        assertThat(first.match().environments()).containsExactlyInAnyOrder("dev", "test");
        assertThat(first.match().accounts()).containsExactly("012345678901");
        assertThat(first.outcome().notice()).contains(Duration.ofDays(1));
        assertThat(first.outcome().people()).isEqualTo(1);
        assertThat(policy.rules().get(1).outcome()).isEqualTo(PolicyRule.Outcome.NEVER);
    }

    /** cloud-custodian/cloud-custodian#8306: what one rule says must not be left over in the next. */
    @Test
    void shouldNotCarryAnythingFromOneRuleToTheNext() {
        PolicyFile policy = PolicyFile.parse("policy.yaml", """
                groups: {ml: [anna, bert]}
                rules:
                  - match: {environment: dev, reversible: true, account: "123456789012", monthly-at-most: 5}
                    decide: {auto-after: 24h, from: ml, reason-words: 3}
                  - match: {action: stop-instance}
                    decide: {people: 2}
                """);

        assertThat(policy.rules().get(1).match().environments()).isEmpty();
        assertThat(policy.rules().get(1).match().accounts()).isEmpty();
        assertThat(policy.rules().get(1).match().reversible()).isEmpty();
        assertThat(policy.rules().get(1).match().monthlyAtMost()).isEmpty();
        assertThat(policy.rules().get(1).outcome())
                .isEqualTo(new PolicyRule.Outcome(2, List.of(), Optional.empty(), 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rules: [{decide: {people: 0}}]|p:1:27: people has to be a number from 1 to 5, not 0",
                "rules: [{decide: {people: two}}]|p:1:27: people has to be a number from 1 to 5, not two",
                "rules: [{decide: perhaps}]|p:1:18: decide has to be never, or keys as people: 1 or auto-after: 24h",
                "rules: [{match: {env: dev}, decide: never}]|p:1:18: unknown key env; match knows environment, action, reversible, monthly-at-most, account",
                "rules: [{decide: never, when: now}]|p:1:25: unknown key when; a rule knows name, match, decide",
                "rule: []|p:1:1: unknown key rule; a policy knows expiry, groups, rules",
                "rules: [{match: {action: stop-instances}, decide: never}]|p:1:26: no action is called stop-instances;",
                "rules: [{match: {reversible: maybe}, decide: never}]|p:1:30: reversible has to be true or false, not maybe",
                "rules: [{match: {monthly-at-most: lots}, decide: never}]|p:1:35: monthly-at-most has to be an amount in dollars, as 500 or 99.50, not lots",
                "rules: [{match: {monthly-at-most: -5}, decide: never}]|p:1:35: monthly-at-most has to be an amount",
                "rules: [{match: {account: 12345}, decide: never}]|p:1:27: account has to be the 12 digits of an account, not 12345",
                "rules: [{match: {environment: []}, decide: never}]|p:1:31: environment is an empty list",
                "rules: [{match: {environment: }, decide: never}]|environment needs a value",
                "rules: [{match: {environment: [{a: b}]}, decide: never}]|p:1:32: environment needs a value",
                "rules: [{decide: {people: 1, from: mlops}}]|p:1:36: there is no group mlops; there are owner",
                "groups: {owner: [anna]}|p:1:10: owner stands for the owner in a resource's tag",
                "rules: [{decide: {people: 2, from: owner}}]|p:1:27: people is 2, but from names at most 1, so it could never be approved",
                "rules: [{decide: {}}]|p:1:18: decide needs people or auto-after",
                "rules: [{match: {environment: dev}}]|p:1:9: decide is missing",
                "rules: [{match: {environment: dev}, decide: {auto-after: 24h}}]|p:1:9: auto-after is only for reversible actions: its match needs reversible: true",
                "rules: [{match: {reversible: false}, decide: {auto-after: 24h}}]|p:1:9: auto-after is only for reversible actions",
                "rules: [{match: {reversible: true}, decide: {auto-after: 72h}}]|p:1:9: auto-after 72 h would never apply: a proposal expires after 72 h",
                "rules: [{match: {reversible: true}, decide: {auto-after: 24h, people: 2}}]|p:1:71: an approval by several people can't be automatic too",
                "rules: [{match: {reversible: true}, decide: {auto-after: 24}}]|p:1:58: auto-after has to be a time from 1 h to 2160 h, as 30m, 72h or 3d, not 24",
                "rules: [{match: {reversible: true}, decide: {auto-after: 5m}}]|p:1:58: auto-after has to be a time from 1 h",
                "expiry: never|p:1:9: expiry has to be a time from 1 h to 2160 h",
                "rules: [{decide: {people: 1}}, {match: {environment: dev}, decide: never}]|p:1:32: it can never match: rule-1 in line 1 matches all that it does",
                "rules: [{name: a, match: {environment: dev}, decide: never}, {name: a, decide: never}]|p:1:62: another rule is called a",
                "rules: [{name: Dev Auto, decide: never}]|p:1:16: name has to be lower-case words with hyphens",
                "rules: never|p:1:8: rules has to be a list",
                "expiry: 1d|p:1:1: rules are missing",
                "{rules: [], rules: []}|p:1:13: the key rules occurs twice",
                "[a, b]|p:1:1: a policy has to be keys and values",
                "rules: [|this is not YAML",
                "rules: &a []|",
            })
    void shouldSayWhatIsWrongAndWhere(String text, String problem) {
        if (problem == null) {
            assertThat(PolicyFile.parse("p", text).rules()).isEmpty();
            return;
        }

        PolicyReader.InvalidPolicyException unusable =
                catchThrowableOfType(PolicyReader.InvalidPolicyException.class, () -> PolicyFile.parse("p", text));

        assertThat(unusable).as(text).isNotNull();
        assertThat(unusable.problems()).anySatisfy(line -> assertThat(line).contains(problem));
    }

    @Test
    void shouldSayAllThatIsWrongAtOnce() {
        PolicyReader.InvalidPolicyException unusable = catchThrowableOfType(
                PolicyReader.InvalidPolicyException.class, () -> PolicyFile.parse("policy.yaml", """
                expiry: soon
                rules:
                  - match: {enviroment: dev}
                    decide: {people: 1, from: [nobody]}
                  - match: {action: stop}
                    decide: {auto-after: 24h}
                """));

        assertThat(unusable.problems())
                .extracting(line -> line.substring(0, line.indexOf(": ")))
                .containsExactly(
                        "policy.yaml:1:9",
                        "policy.yaml:3:13",
                        "policy.yaml:4:32",
                        "policy.yaml:5:5",
                        "policy.yaml:5:5",
                        "policy.yaml:5:21");
    }

    @Test
    void shouldRefuseAliasesAndSecondDocuments() {
        assertThat(catchThrowableOfType(
                                PolicyReader.InvalidPolicyException.class,
                                () -> PolicyFile.parse("p", "a: &x never\nrules: [{decide: *x}]"))
                        .getMessage())
                .contains("aliases are not supported");
        assertThat(catchThrowableOfType(
                                PolicyReader.InvalidPolicyException.class,
                                () -> PolicyFile.parse("p", "rules: []\n---\nrules: []"))
                        .getMessage())
                .contains("p:3:1: there is a second document");
        assertThat(catchThrowableOfType(
                                PolicyReader.InvalidPolicyException.class, () -> PolicyFile.parse("p", "# nothing"))
                        .getMessage())
                .contains("p:1:1: it is empty");
    }
}
