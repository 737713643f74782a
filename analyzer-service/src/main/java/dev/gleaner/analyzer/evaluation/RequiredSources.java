package dev.gleaner.analyzer.evaluation;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a kind waits for before one of its hours is judged.
 *
 * @param all of it
 * @param listings which of it lists the resources
 */
record RequiredSources(Set<Category> all, Category listings) {

    RequiredSources {
        all = Set.copyOf(all);
    }

    static RequiredSources of(Category listings, Category... more) {
        return new RequiredSources(EnumSet.of(listings, more), listings);
    }

    /** What has to be known completely before an hour is judged; each kind names its own. */
    enum Category {
        METRICS("metrics", "metric-stream", "get-metric-data"),
        INVENTORY("inventory", "inventory"),
        BUCKETS("inventory-buckets", "inventory-buckets"),
        NETWORKS("inventory-networks", "inventory-networks"),
        /** By files only: they hold every call. EventBridge promises none, and the event history holds no reads of objects. */
        TRAIL("trail", "cloudtrail-folder", "cloudtrail-s3", "cloudtrail-sqs"),
        FLOWS("flow logs", "flow-logs");

        private final String label;
        private final Set<String> sources;

        Category(String label, String... sources) {
            this.label = label;
            this.sources = Set.of(sources);
        }

        /** What a source serves; null for one that rules use but do not wait for. */
        static @Nullable Category servedBy(String source) {
            for (Category sourceCategory : values()) {
                if (sourceCategory.sources.contains(source)) {
                    return sourceCategory;
                }
            }
            return null;
        }

        @Override
        public String toString() {
            return label;
        }
    }
}
