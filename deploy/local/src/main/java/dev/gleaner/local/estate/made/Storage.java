package dev.gleaner.local.estate.made;

import static dev.gleaner.local.estate.made.EstateGenerator.CROSS_REGION;
import static dev.gleaner.local.estate.made.EstateGenerator.LIFECYCLE;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.local.estate.Versioning;
import java.util.List;

/** Buckets of a machine-learning company, with what is right of each, and who reads them from where. */
final class Storage {

    private static final long GIGABYTE = 1_000_000_000L;
    private static final long TERABYTE = 1_000 * GIGABYTE;
    private static final String PARIS = "eu-west-3";

    private Storage() {}

    static void cast(Casting casting) {
        training(casting);
        others(casting);
        farAway(casting);
        nearBy(casting);
    }

    /** What the convention of training data wants: two colder classes, one after the other. */
    private static void training(Casting casting) {
        List<String> shards = List.of("2026/shard-000.tar", "2026/shard-001.tar");
        new BucketRole(casting, "vision-training")
                .tagged("production", "training")
                .holding("training-data/", shards)
                .size(18 * TERABYTE)
                .playAndBeFoundBy(LIFECYCLE);
        // Its rule is about something else: ours has to go beside it.
        new BucketRole(casting, "speech-training")
                .tagged("dev", "research")
                .holding("training-data/", shards)
                .holding("logs/", List.of("2026-01-01.gz"))
                .withLifecycle(document("""
                        {"Rules":[{"ID":"drop-logs","Filter":{"Prefix":"logs/"},"Status":"Enabled",
                          "Expiration":{"Days":90}}]}"""))
                .size(6 * TERABYTE)
                .playAndBeFoundBy(LIFECYCLE);
        new BucketRole(casting, "archived-training")
                .tagged("production", "training")
                .holding("training-data/", shards)
                .withLifecycle(document("""
                        {"Rules":[{"ID":"colder","Filter":{"Prefix":"training-data/"},"Status":"Enabled",
                          "Transitions":[{"Days":30,"StorageClass":"STANDARD_IA"},
                                         {"Days":90,"StorageClass":"GLACIER"}]}]}"""))
                .size(40 * TERABYTE)
                .play();
    }

    private static void others(Casting casting) {
        new BucketRole(casting, "run-checkpoints")
                .tagged("production", "training")
                .versioned(Versioning.ENABLED)
                .holding("checkpoints/", List.of("run-17/step-1000.pt", "run-17/step-2000.pt"))
                .size(9 * TERABYTE)
                .playAndBeFoundBy(LIFECYCLE);
        new BucketRole(casting, "web-assets")
                .tagged("production", "platform")
                .holding("images/", List.of("logo.png"))
                .holding("css/", List.of("site.css"))
                .size(3 * GIGABYTE)
                .play();
        new ReadRole(casting, "ana", "web-assets", "images/")
                .fromAddress("203.0.113.77")
                .round(GIGABYTE / 20, 1)
                .play();
    }

    /** A server in Paris takes its weights from over the ocean at every start of a job; its settings are small. */
    private static void farAway(Casting casting) {
        new BucketRole(casting, "model-weights")
                .tagged("production", "inference")
                .holding("weights/", List.of("ranker-7/model.safetensors", "ranker-8/model.safetensors"))
                .holding("settings/", List.of("ranker-8.json"))
                .size(2 * TERABYTE)
                .play();
        new ReadRole(casting, "model-server", "model-weights", "weights/")
                .fromInstance("serve-paris")
                .round(10 * GIGABYTE, 2)
                .playAndBeFoundBy(CROSS_REGION);
        new ReadRole(casting, "model-server", "model-weights", "settings/")
                .fromInstance("serve-paris")
                .round(GIGABYTE / 5, 1)
                .play();
    }

    /** Much is read of these, but it never leaves their region. */
    private static void nearBy(Casting casting) {
        new BucketRole(casting, "feature-store")
                .tagged("production", "platform")
                .holding("features/", List.of("users.parquet", "items.parquet", "clicks.parquet"))
                .size(5 * TERABYTE)
                .play();
        new ReadRole(casting, "feature-builder", "feature-store", "features/")
                .fromInstance("features-1")
                .round(60 * GIGABYTE, 3)
                .play();
        new BucketRole(casting, "paris-uploads")
                .in(PARIS)
                .tagged("production", "inference")
                .holding("raw/", List.of("today.jsonl"))
                .size(TERABYTE)
                .play();
        new ReadRole(casting, "model-server", "paris-uploads", "raw/")
                .fromInstance("serve-paris")
                .round(30 * GIGABYTE, 2)
                .play();
    }

    private static JsonNode document(String json) {
        return Json.read(json, JsonNode.class);
    }
}
