package dev.gleaner.analyzer.rule.training;

import dev.gleaner.analyzer.profile.training.CheckpointSpacing;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command that renders the configuration of the checkpoint kit for a run. */
final class CheckpointKitCommand {

    /** Letters that a shell takes as they are. */
    private static final Pattern RUN = Pattern.compile("([a-z0-9.-]+)/([A-Za-z0-9._/=-]*[A-Za-z0-9._=-])/*");

    private CheckpointKitCommand() {}

    /**
     * The command, with names to fill in for a run whose name needs quotes.
     *
     * @param checkpointHours for which the run stands still while it saves
     * @param rate interruptions an hour
     */
    static String of(CheckpointSpacing spacing, String region, double checkpointHours, double rate) {
        Matcher run = RUN.matcher(spacing.run());
        boolean isPlain = run.matches();
        return String.format(
                Locale.ROOT,
                "deploy/kits/checkpoint/render --bucket %s --run %s --region %s --checkpoint-seconds %.0f"
                        + " --interruptions-per-hour %.6f out",
                isPlain ? run.group(1) : "BUCKET",
                isPlain ? run.group(2) : "RUN",
                region,
                checkpointHours * 3600,
                rate);
    }
}
