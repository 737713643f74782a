package dev.gleaner.contracts.resource;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Series, the letters before the generation, of instance types with GPUs or other accelerators. */
public final class AcceleratedSeries {

    /**
     * Series with GPUs, FPGAs, machine-learning or transcoding accelerators, with commas between them. Source: Amazon EC2 instance type
     * naming conventions, 2026-11.
     */
    public static final String NAMES = "dl,f,g,gr,inf,p,trn,vt";

    private static final Set<String> SERIES = Set.of(NAMES.split(","));
    private static final Pattern SERIES_OF_TYPE = Pattern.compile("([a-z]+)[0-9]");

    private AcceleratedSeries() {}

    /** Whether an instance type such as {@code g5.xlarge} is of one of them. */
    public static boolean hasType(String instanceType) {
        Matcher matcher = SERIES_OF_TYPE.matcher(instanceType);
        return matcher.lookingAt() && SERIES.contains(matcher.group(1));
    }
}
