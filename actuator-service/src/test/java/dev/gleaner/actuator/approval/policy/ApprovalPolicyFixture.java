package dev.gleaner.actuator.approval.policy;

import dev.gleaner.actuator.action.AllActions;
import dev.gleaner.actuator.approval.exemption.ExemptionConfig;
import dev.gleaner.actuator.proposal.ProposalConfig;
import dev.gleaner.contracts.finding.Remedy;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** A policy as it is configured, without anything around it. */
record ApprovalPolicyFixture(PolicyFileWatcher watched, CurrentPolicy policy) {

    static ApprovalPolicyFixture of(Path file, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("actuator.policy.file", file.toString());
        return of(all);
    }

    /** With the actions of the service, which know what they can undo. */
    static ApprovalPolicyFixture ofActions(Path file) {
        return of(Map.of("actuator.policy.file", file.toString()), AllActions.registry()::isReversible);
    }

    static ApprovalPolicyFixture of(Map<String, String> settings) {
        return of(settings, Remedy::reversible);
    }

    private static ApprovalPolicyFixture of(Map<String, String> settings, Predicate<Remedy> isReversible) {
        SmallRyeConfig config = config(settings);
        ApprovalConfig approval = config.getConfigMapping(ApprovalConfig.class);
        PolicyConfig policy = config.getConfigMapping(PolicyConfig.class);
        PolicyFileWatcher watched = new PolicyFileWatcher(policy);
        return new ApprovalPolicyFixture(
                watched,
                new CurrentPolicy(
                        new TwoPersonRule(approval, isReversible),
                        approval,
                        config.getConfigMapping(ProposalConfig.class),
                        policy,
                        watched));
    }

    static SmallRyeConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(ApprovalConfig.class)
                .withMapping(ProposalConfig.class)
                .withMapping(PolicyConfig.class)
                .withMapping(ExemptionConfig.class)
                .addDefaultInterceptors()
                .withConverter(Duration.class, 100, text -> Duration.parse(text.startsWith("P") ? text : "PT" + text))
                .withDefaultValues(settings)
                .build();
    }
}
