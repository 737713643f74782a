package dev.gleaner.analyzer.rule.storage;

import dev.gleaner.analyzer.profile.listed.BucketFacts;
import dev.gleaner.analyzer.profile.listed.View;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.Whole;
import java.util.List;

/** The rules about what is stored in buckets. */
public final class StorageRules {

    private StorageRules() {}

    /** The rules as configured. */
    public static List<Rule<View<BucketFacts>>> of(StorageLifecycleConfig lifecycle) {
        return List.of(new StorageLifecycle(
                lifecycle.conventions(),
                Math.toIntExact(lifecycle.abortUploads().toDays()),
                Whole.minutes(lifecycle.effort())));
    }
}
