package dev.gleaner.actuator.approval.policy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Policy that decides who may approve what. */
@ConfigMapping(prefix = "actuator.policy")
public interface PolicyConfig {

    /**
     * Policy file. Without it one person approves, or two for remedies under {@code actuator.approval.two-people}.
     * {@code deploy/policy/check FILE} reports errors by line.
     */
    Optional<Path> file();

    /** Time between two checks of the file for changes, and of notices for their end. */
    @WithDefault("5s")
    Duration interval();

    /**
     * Tags whose value is the owner of a resource, a Slack user or the name of a token; the first tag that is present
     * counts. Name only tags that approvers cannot write, because an approver could otherwise become the owner.
     */
    Optional<List<String>> ownerTags();
}
