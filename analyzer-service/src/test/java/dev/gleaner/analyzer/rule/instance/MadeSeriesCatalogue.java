package dev.gleaner.analyzer.rule.instance;

import static dev.gleaner.analyzer.rule.instance.MadeSeries.ago;
import static dev.gleaner.analyzer.rule.instance.MadeSeries.daily;
import static dev.gleaner.analyzer.rule.instance.MadeSeries.of;
import static dev.gleaner.analyzer.rule.instance.MadeSeries.on;
import static dev.gleaner.analyzer.rule.instance.MadeSeries.once;
import static java.time.DayOfWeek.FRIDAY;
import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.SATURDAY;
import static java.time.DayOfWeek.SUNDAY;
import static java.time.DayOfWeek.THURSDAY;
import static java.time.DayOfWeek.TUESDAY;
import static java.time.DayOfWeek.WEDNESDAY;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Made-up instances, each with the verdict that a person who pays for it would call right. */
final class MadeSeriesCatalogue {

    private static final String IDLE = "idle-instance";
    private static final String NOTHING = "nothing";
    private static final String OVERSIZED = "oversized-instance";
    private static final String INSUFFICIENT = "insufficient";
    private static final Set<DayOfWeek> WORKING_DAYS = Set.of(MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
    private static final double MEGABYTE = 1e6;
    private static final int FIVE_MINUTES_A_DAY = 288;

    private MadeSeriesCatalogue() {}

    static List<MadeSeries> all() {
        return Stream.of(
                        idle(),
                        earlierWork(),
                        unevenPoints(),
                        burstable(),
                        traffic(),
                        recurring(),
                        irregular(),
                        busy(),
                        unknown(),
                        hosts())
                .flatMap(List::stream)
                .toList();
    }

    private static List<MadeSeries> idle() {
        return List.of(
                of("forgotten", "1 % CPU, 36 kB an hour").is(IDLE, "nothing happens on it"),
                of("at-zero", "0 % CPU").at(0).is(IDLE, "zero is measured, not missing"),
                of("four-percent", "4 % CPU, always").at(4).is(IDLE, "4 % is its own quiet level, not work"),
                of("small-daily-cycle", "a web server between 1 % and 4 %, highest in the afternoon")
                        .following(time -> 2.5 + 1.5 * Math.sin(Math.PI * (time.getHour() - 9) / 12))
                        .is(IDLE, "it never leaves its quiet level by 5 points"),
                of("chatty-agents", "1 % CPU, 4.3 MB a day of monitoring agents")
                        .sending(7_500)
                        .is(IDLE, "every 24 hours stay below 5 MB"),
                of("patches", "1 % CPU, three hours with a peak of 70 % on different days")
                        .peaking(once(150, FIVE_MINUTES), 5, 70)
                        .peaking(once(101, FIVE_MINUTES), 5, 70)
                        .peaking(once(56, FIVE_MINUTES), 5, 70)
                        .is(IDLE, "three hours at work in a week, without a pattern, are housekeeping"),
                of("brief-blips", "1 % CPU, five minutes a day at 30 %")
                        .working(time -> time.getHour() == 6 && time.getMinute() == 0, 30)
                        .is(IDLE, "no hour has a mean 5 points above quiet"),
                of("one-login", "1 % CPU, one hour at 18 % six days ago")
                        .working(once(6 * 24 - 2, HOUR), 18)
                        .is(IDLE, "somebody looked in once and never came back"));
    }

    private static List<MadeSeries> earlierWork() {
        Predicate<LocalDateTime> untilEightDaysAgo = time -> time.isBefore(ago(8 * 24));
        return List.of(
                of("every-second-sunday", "six hours at 90 % every second Sunday, the last time nine days ago")
                        .working(on(Set.of(SUNDAY), 2, 8).and(time -> time.getDayOfMonth() == 12), 90)
                        .is(IDLE, "14 days show one of its Sundays; the evidence tells when it last worked"),
                of("retired-job", "an hour at 40 % each night until eight days ago")
                        .working(daily(2, 3).and(untilEightDaysAgo), 40)
                        .is(IDLE, "the job has not run for a week; the evidence tells when it last did"),
                of("finished-project", "8 hours at 30 % each working day until eight days ago")
                        .working(on(WORKING_DAYS, 9, 17).and(untilEightDaysAgo), 30)
                        .is(IDLE, "its owner has left; the evidence tells when"),
                of("week-old", "7.5 days old, 1 % CPU")
                        .agedHours(180)
                        .is(IDLE, "old enough, and quiet since its start"));
    }

    private static List<MadeSeries> unevenPoints() {
        return List.of(
                of("restarted", "1 % CPU, stopped for an hour yesterday")
                        .stopped(27, 26)
                        .is(IDLE, "a restart makes it no younger and no busier"),
                of("stopped-once", "stopped from day 12 to day 9 before now, 1 % CPU since")
                        .stopped(12 * 24, 9 * 24)
                        .is(IDLE, "all of the last week was measured"),
                of("nightly-gap", "1 % CPU, no points from 03:00 to 05:00")
                        .onlyIf((time, random) -> time.getHour() < 3 || time.getHour() >= 5)
                        .is(IDLE, "92 % of the hours are enough"),
                of("lost-points", "1 % CPU, one in twenty points lost")
                        .onlyIf((time, random) -> random.nextDouble() < 0.95)
                        .is(IDLE, "nearly all hours have four fifths of their points"),
                of("ten-of-twelve", "1 % CPU, ten of the twelve points of every hour")
                        .onlyIf((time, random) -> time.getMinute() < 50)
                        .is(IDLE, "four fifths of an hour's points tell of the hour"),
                of("detailed-monitoring", "1 % CPU, a point a minute").every(1).is(IDLE, "the same at a finer grain"),
                of("hourly-statistics", "1 % CPU, one point an hour that sums it up")
                        .every(60)
                        .is(IDLE, "one point tells of the whole hour when its period is an hour"),
                of("one-of-twelve", "1 % CPU, one of the twelve points of every hour")
                        .onlyIf((time, random) -> time.getMinute() == 0)
                        .is(INSUFFICIENT, "eleven twelfths of the time are not known"),
                of("busy-remainder", "90 % CPU, one of the twelve points of every fourth hour")
                        .at(90)
                        .onlyIf((time, random) -> time.getMinute() == 0 && time.getHour() % 4 == 0)
                        .is(NOTHING, "work that was seen counts whatever else is missing"),
                of("long-gaps", "1 % CPU, three of eight hours without points")
                        .onlyIf((time, random) -> time.getHour() % 8 >= 3)
                        .is(INSUFFICIENT, "62 % of the hours are too few"),
                of("stopped-midweek", "stopped from day 5 to day 3 before now")
                        .stopped(5 * 24, 3 * 24)
                        .is(INSUFFICIENT, "two days of the week say nothing of what it does while it runs"));
    }

    private static List<MadeSeries> burstable() {
        return List.of(
                of("nano-at-baseline", "a t3.nano pinned at its baseline of 5 %")
                        .ofType("t3.nano")
                        .at(4.97)
                        .noise(0.002)
                        .is(NOTHING, "it uses all the CPU that it is given"),
                of("nano-near-baseline", "a t3.nano at 4.4 %, always")
                        .ofType("t3.nano")
                        .at(4.4)
                        .is(NOTHING, "88 % of its baseline is work in every hour"),
                of("nano-nightly", "a t3.nano at 0.5 %, an hour a night at 4.6 %")
                        .ofType("t3.nano")
                        .at(0.5)
                        .working(daily(3, 4), 4.6)
                        .isSporadic("daily 03:00-04:00", "4.6 % is little of a server and nearly all of a nano"),
                of("micro-at-four", "a t3.micro at 4 %, always")
                        .ofType("t3.micro")
                        .at(4)
                        .is(IDLE, "its baseline is 10 %, of which 4 % is little"),
                of("large-at-four", "a t3.large at 4.5 %, always")
                        .ofType("t3.large")
                        .at(4.5)
                        .is(IDLE, "its baseline is 30 %"));
    }

    private static List<MadeSeries> traffic() {
        Predicate<LocalDateTime> today = time -> time.getDayOfMonth() == 21;
        return List.of(
                of("upload-since-midnight", "1 % CPU, 40 MB every five minutes since midnight UTC")
                        .receiving(today, 40 * MEGABYTE)
                        .is(OVERSIZED, "it moves 40 GB today; half of it suffices"),
                of("upload-of-an-hour", "1 % CPU, 60 MB in one hour of today")
                        .receiving(once(9, HOUR), 5 * MEGABYTE)
                        .is(OVERSIZED, "somebody used it this morning; half of it suffices"),
                of("across-midnight", "1 % CPU, 3 MB before and 3 MB after the midnight of two days ago")
                        .receiving(once(2 * 24 + 16, HOUR), 0.25 * MEGABYTE)
                        .receiving(once(2 * 24 + 15, HOUR), 0.25 * MEGABYTE)
                        .is(OVERSIZED, "24 hours need not begin at midnight; half of it suffices"),
                of("first-part-of-a-day", "1 % CPU, 4 hours of 2 MB in the first hours of the week looked at")
                        .receiving(once(7 * 24 - 1, Duration.ofHours(4)), 0.17 * MEGABYTE)
                        .is(OVERSIZED, "a day that the week cuts counts too; half of it suffices"),
                of("agent", "1 % CPU, a monitoring agent that sends 30 MB a day")
                        .sending(30 * MEGABYTE / FIVE_MINUTES_A_DAY)
                        .receivingBack(0.3)
                        .is(IDLE, "what an agent sends all the time is background traffic"),
                of("scraped", "1 % CPU, 100 kB of metrics are fetched each 15 seconds")
                        .sending(2 * MEGABYTE)
                        .receivingBack(0.05)
                        .is(IDLE, "so is what is fetched of it all the time"),
                of("agent-and-sync", "the same agent, and 200 MB at 03:00 each night")
                        .sending(30 * MEGABYTE / FIVE_MINUTES_A_DAY)
                        .receivingBack(0.3)
                        .receiving(daily(3, 4), 200 * MEGABYTE / 12)
                        .isSporadic("daily 03:00-04:00", "work stands out of background traffic"),
                of("scraped-and-used", "the same metrics, and 7 MB for somebody in four hours of a week")
                        .sending(2 * MEGABYTE)
                        .receivingBack(0.05)
                        .receiving(once(125, HOUR), 7 * MEGABYTE / 12)
                        .receiving(once(98, HOUR), 7 * MEGABYTE / 12)
                        .receiving(once(53, HOUR), 7 * MEGABYTE / 12)
                        .receiving(once(33, HOUR), 7 * MEGABYTE / 12)
                        .is(OVERSIZED, "5 MB more than the background traffic are work, however much that is"),
                of("cluster-member", "1 % CPU, 10 kB a second to each of two others and back")
                        .sending(6 * MEGABYTE)
                        .is(OVERSIZED, "it receives as much as it sends, as a member of a quiet cluster does"),
                of("proxy", "1 % CPU, 500 kB a second")
                        .sending(150 * MEGABYTE)
                        .receivingBack(0.05)
                        .is(OVERSIZED, "no agent sends so much"),
                of("steady-backup", "1 % CPU, 6 MB a day, evenly")
                        .sending(10_500)
                        .is(OVERSIZED, "more than 5 MB in 24 hours is used by somebody; half of it suffices"),
                of("relay", "1 % CPU, 12 MB every hour, always")
                        .sending(0.5 * MEGABYTE)
                        .is(
                                OVERSIZED,
                                "it works around the clock: no schedule would save anything; half of it suffices"),
                of("nightly-sync", "1 % CPU, 200 MB at 03:00 each night")
                        .receiving(daily(3, 4), 200 * MEGABYTE / 12)
                        .isSporadic("daily 03:00-04:00", "work that only its network shows"));
    }

    private static List<MadeSeries> recurring() {
        return List.of(
                of("office-hours", "1 % CPU, 12 % on working days from 9 to 17")
                        .working(on(WORKING_DAYS, 9, 17), 12)
                        .isSporadic("Mon-Fri 09:00-17:00", "a small service that people use at work"),
                of("nightly-job", "1 % CPU, an hour a night at 15 % with 300 MB")
                        .working(daily(2, 3), 15)
                        .receiving(daily(2, 3), 25 * MEGABYTE)
                        .isSporadic("daily 02:00-03:00", "one hour of 24 is needed"),
                of("daily-hour", "1 % CPU, an hour a day at 19.3 %")
                        .working(daily(11, 12), 19.3)
                        .isSporadic("daily 11:00-12:00", "just below 20 % is work all the same"),
                of("weekly-fifty-minutes", "1 % CPU, 50 minutes each Sunday at 23 %")
                        .working(on(Set.of(SUNDAY), 4, 5).and(time -> time.getMinute() < 50), 23)
                        .isSporadic("Sun 04:00-05:00", "short, but every week"),
                of("sunday-batch", "1 % CPU, six hours each Sunday at 62 %")
                        .working(on(Set.of(SUNDAY), 2, 8), 62)
                        .isSporadic("Sun 02:00-08:00", "a batch of every week"),
                of("daily-report", "1 % CPU, two hours a day at 32 %")
                        .working(daily(10, 12), 32)
                        .isSporadic("daily 10:00-12:00", "two hours of 24 are needed"),
                of("three-builds-a-week", "1 % CPU, two hours at 40 % on Monday, Wednesday and Friday")
                        .working(on(Set.of(MONDAY, WEDNESDAY, FRIDAY), 6, 8), 40)
                        .isSporadic(
                                "Mon 06:00-08:00, Wed 06:00-08:00, Fri 06:00-08:00", "the same hours on the same days"),
                of("around-midnight", "1 % CPU, 25 % from 23:00 to 01:00")
                        .working(time -> time.getHour() == 23 || time.getHour() == 0, 25)
                        .isSporadic("daily 00:00-01:00, daily 23:00-24:00", "one job, written as two times of a day"),
                of("office-with-a-holiday", "1 % CPU, 12 % on working days from 9 to 17, but for one Wednesday")
                        .working(on(WORKING_DAYS, 9, 17).and(time -> time.getDayOfMonth() != 15), 12)
                        .isSporadic("Mon-Fri 09:00-17:00", "a holiday ends no habit"),
                of("late-job", "1 % CPU, 40 minutes a night at 60 %, starting at 01:50 or 02:10")
                        .working(
                                time -> {
                                    int minute = time.getHour() * 60 + time.getMinute();
                                    int start = time.getDayOfMonth() % 2 == 0 ? 110 : 130;
                                    return minute >= start && minute < start + 40;
                                },
                                60)
                        .isSporadic("daily 01:00-03:00", "all hours in which it ever ran"),
                of("weekend-desktop", "1 % CPU, 25 % on Saturday and Sunday from 12 to 16")
                        .working(on(Set.of(SATURDAY, SUNDAY), 12, 16), 25)
                        .isSporadic("Sat-Sun 12:00-16:00", "used at weekends alone"),
                of("daily-peak", "1 % CPU, five minutes at a maximum of 65 % each day at 10:00")
                        .peaking(time -> time.getHour() == 10 && time.getMinute() == 0, 6, 65)
                        .isSporadic("daily 10:00-11:00", "a peak that comes back every day is a job"),
                of("half-of-the-day", "1 % CPU, 8 % from 8 to 20")
                        .working(daily(8, 20), 8)
                        .isSporadic("daily 08:00-20:00", "every night it could be off"),
                of("habit-of-a-young-one", "10 days old, 1 % CPU, 15 % at 07:00 on Thursday, Friday and Saturday")
                        .agedHours(240)
                        .working(on(Set.of(THURSDAY, FRIDAY, SATURDAY), 7, 8), 15)
                        .is(NOTHING, "its three hours of work recur, and it is too young for a schedule"));
    }

    private static List<MadeSeries> irregular() {
        return List.of(
                of("bursts", "1 % CPU, a peak of 80 % every 31 hours")
                        .peaking(time -> hours(time) % 31 == 0 && time.getMinute() == 0, 8, 80)
                        .isSporadic(null, "it works in both weeks; when, only its owner knows"),
                of("one-big-hour-a-week", "1 % CPU, an hour at 30 % four and twelve days ago, at other times")
                        .working(once(4 * 24 + 3, HOUR), 30)
                        .working(once(12 * 24 + 9, HOUR), 30)
                        .isSporadic(null, "work in both weeks, without a pattern"),
                of("first-week-of-work", "1 % CPU, 8 hours at 12 % on each of the last two days")
                        .working(time -> time.getDayOfMonth() >= 20 && time.getHour() >= 6 && time.getHour() < 14, 12)
                        .is(OVERSIZED, "somebody has just begun; half of it suffices"));
    }

    private static List<MadeSeries> busy() {
        return List.of(
                of("back-again", "1 % CPU, 15 % for the last three hours")
                        .working(once(3, Duration.ofHours(3)), 15)
                        .is(OVERSIZED, "somebody is working on it now; half of it suffices"),
                of("back-yesterday", "1 % CPU, one hour at 12 % 20 hours ago")
                        .working(once(20, HOUR), 12)
                        .is(OVERSIZED, "work in the last 24 hours; half of it suffices"),
                of("one-busy-hour", "1 % CPU, an hour at 25 % four days ago")
                        .working(once(4 * 24, HOUR), 25)
                        .is(OVERSIZED, "an hour at 20 % or more is no housekeeping; half of it suffices"),
                of("four-peaks", "1 % CPU, four hours with a peak of 72 % on different days")
                        .peaking(once(125, FIVE_MINUTES), 6, 72)
                        .peaking(once(98, FIVE_MINUTES), 6, 72)
                        .peaking(once(53, FIVE_MINUTES), 6, 72)
                        .peaking(once(33, FIVE_MINUTES), 6, 72)
                        .is(OVERSIZED, "more than three hours at work, in one week only; half of it suffices"),
                of("web-server", "35 % CPU, following its users")
                        .following(time -> 35 + 12 * Math.sin(Math.PI * (time.getHour() - 9) / 12))
                        .sending(5 * MEGABYTE)
                        .is(NOTHING, "it is used"),
                of("quiet-database", "8 % CPU, always")
                        .at(8)
                        .is(OVERSIZED, "its mean is not below 5 %; half of it suffices"),
                of("hourly-cron", "1 % CPU, ten minutes of every hour at 60 %")
                        .working(time -> time.getMinute() < 10, 60)
                        .is(NOTHING, "its mean is 11 %"));
    }

    private static List<MadeSeries> unknown() {
        return List.of(
                of("young", "3 days old, 1 % CPU").agedHours(72).is(NOTHING, "too young to be judged"),
                of("stopped", "stopped 3 days ago").stopped(72, 0).is(NOTHING, "it does not run"),
                of("no-network", "1 % CPU, no metric of its network")
                        .withoutNetwork()
                        .is(INSUFFICIENT, "a metric that is not there says nothing"),
                of("no-cpu", "no metric of its CPU").withoutCpu().is(INSUFFICIENT, "silence is not idleness"));
    }

    private static List<MadeSeries> hosts() {
        Predicate<LocalDateTime> always = time -> true;
        return List.of(
                of("left-on", "a g5.xlarge, its GPU at 0 %, 1 % CPU")
                        .ofType("g5.xlarge")
                        .gpu("GPU-1", always)
                        .is("idle-gpu, idle-instance", "neither its GPU nor anything else does anything"),
                of("tokenizer", "a g5.xlarge, its GPU at 0 %, CPU at 100 % for the last four hours")
                        .ofType("g5.xlarge")
                        .gpu("GPU-1", always)
                        .working(once(4, Duration.ofHours(4)), 100)
                        .is(NOTHING, "it prepares data for its GPU"),
                of("download", "a g5.xlarge, its GPU at 0 %, 1 % CPU, 2 GB every five minutes for two hours")
                        .ofType("g5.xlarge")
                        .gpu("GPU-1", always)
                        .receiving(once(2, Duration.ofHours(2)), 2_000 * MEGABYTE)
                        .is(NOTHING, "its data are on their way"),
                of("gpu-without-cpu", "a g5.xlarge, its GPU at 0 %, no metric of its CPU")
                        .ofType("g5.xlarge")
                        .gpu("GPU-1", always)
                        .withoutCpu()
                        .is(INSUFFICIENT, "nobody knows what the rest of the host does"),
                of("unread", "a g5.xlarge whose GPU nobody reads, 1 % CPU")
                        .ofType("g5.xlarge")
                        .is(INSUFFICIENT, "its GPU may be at work"),
                of("one-of-eight", "a p5en.48xlarge of which one GPU is read, at 0 %, 1 % CPU")
                        .ofType("p5en.48xlarge")
                        .gpu("GPU-1", always)
                        .is(INSUFFICIENT, "seven GPUs may be at work"),
                of("lost-gpu", "a g5g.16xlarge with two GPUs at 0 %, one of them not read for six hours")
                        .ofType("g5g.16xlarge")
                        .gpu("GPU-1", always)
                        .gpu("GPU-2", time -> time.isBefore(ago(6)))
                        .is(INSUFFICIENT, "a GPU that stops being read may be at work"),
                of("training", "a g5.xlarge, its GPU at 97 %, 1 % CPU")
                        .ofType("g5.xlarge")
                        .gpu("GPU-1", always)
                        .gpusDo(97, 1)
                        .is(NOTHING, "a quiet CPU says nothing of a GPU"));
    }

    private static long hours(LocalDateTime time) {
        return Duration.between(ago(336), time).toHours() + 10_000L * 31;
    }
}
