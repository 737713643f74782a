package dev.gleaner.actuator.approval.policy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where the policy is. */
@ConfigMapping(prefix = "actuator.policy")
public interface PolicyConfig {

    /** The file; without it one person decides, and two on what {@code actuator.approval.two-people} names. */
    Optional<Path> file();

    /** How often the file is looked at for a change, and notices for their end. */
    @WithDefault("5s")
    Duration interval();

    /**
     * Tags that name the owner of a resource, a Slack user or the name of a token; the first that is there counts. None unless
     * configured: an approver who may tag could name himself. Name only tags that approvers can't write.
     */
    Optional<List<String>> ownerTags();
}
