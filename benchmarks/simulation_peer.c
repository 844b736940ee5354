/* A service team in plain C, as a peer for benchmarks/simulation.py.
 *
 * Several queues with priorities, Poisson arrivals whose rate changes with the half hour, exponential
 * work and patience; groups of agents with overlapping skills, whose number changes with the half hour.
 * A contact goes to the free agent who has been free longest; an agent takes from the waiting queue of
 * the highest priority, of these who came first. Who leaves finishes what they are on.
 * Out come, per replication, queue and half hour: offered, answered, abandoned, answered in time, waits
 * of all and of the answered, handle time, the number waiting at the end; and busy and staffed seconds
 * of every agent.
 *
 * One finish per busy agent in a binary heap; waiting contacts in arrays in order of arrival; those
 * who hung up are passed over when they are met.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { OFFERED, ANSWERED, ABANDONED, IN_TIME, COUNTS };
enum { WAITED, WAITED_ANSWERED, HANDLED, SECONDS };

typedef struct { uint64_t s[4]; } rng;

static inline uint64_t rotl(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

/* xoshiro256+ of Blackman and Vigna, made for doubles. */
static inline uint64_t next(rng *r) {
    uint64_t *s = r->s, result = s[0] + s[3], t = s[1] << 17;
    s[2] ^= s[0]; s[3] ^= s[1]; s[1] ^= s[2]; s[0] ^= s[3]; s[2] ^= t; s[3] = rotl(s[3], 45);
    return result;
}

static void seed_rng(rng *r, uint64_t seed) {
    for (int i = 0; i < 4; i++) {
        uint64_t z = (seed += 0x9E3779B97F4A7C15u);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        r->s[i] = z ^ (z >> 31);
    }
}

static inline double exponential(rng *r, double mean) {
    return -mean * log(((next(r) >> 11) + 1) * 0x1p-53);
}

typedef struct { double at; int agent; } finish;

static void push(finish *heap, int *size, finish f) {
    int i = (*size)++;
    while (i > 0) {
        int up = (i - 1) / 2;
        if (heap[up].at <= f.at) break;
        heap[i] = heap[up];
        i = up;
    }
    heap[i] = f;
}

/* Puts f in the place of the soonest. */
static void replace_first(finish *heap, int size, finish f) {
    int i = 0;
    for (;;) {
        int child = 2 * i + 1;
        if (child >= size) break;
        if (child + 1 < size && heap[child + 1].at < heap[child].at) child++;
        if (heap[child].at >= f.at) break;
        heap[i] = heap[child];
        i = child;
    }
    heap[i] = f;
}

typedef struct { double arrived, deadline; } waiting;
typedef struct {
    double busy_since, on_since, free_since, busy, staffed;
    int group, next_free, previous_free, on, is_free, is_busy;
} agent;

/* handles[queue], patience[queue], priority[queue], goal[queue]; rates[queue * intervals + interval] is
 * the mean number of arrivals; skills[group] is a mask of queues; staffed[group * intervals + interval].
 * Everything that is written must be zero before. */
void simulate(int queues, int groups, int intervals, double length, const double *rates,
              const double *handles, const double *patience, const int *priority, const double *goal,
              const unsigned *skills, const int *staffed, int replications, uint64_t seed,
              int *counts, double *seconds, int *backlog, double *busy, double *on_queue) {
    int agents = 0, most_in_group[64], first_of_group[64];
    for (int g = 0; g < groups; g++) {
        most_in_group[g] = 0;
        for (int k = 0; k < intervals; k++)
            if (staffed[g * intervals + k] > most_in_group[g]) most_in_group[g] = staffed[g * intervals + k];
        first_of_group[g] = agents;
        agents += most_in_group[g];
    }
    int order[64]; /* queues by priority */
    for (int q = 0; q < queues; q++) {
        int i = q;
        while (i > 0 && priority[order[i - 1]] > priority[q]) { order[i] = order[i - 1]; i--; }
        order[i] = q;
    }
    double horizon = length * intervals, total = 0;
    for (int i = 0; i < queues * intervals; i++) total += rates[i];
    int room = (int)(2 * total) + 1000;
    agent *people = malloc(agents * sizeof(agent));
    finish *heap = malloc((agents + 1) * sizeof(finish));
    waiting *lines = malloc((size_t)queues * room * sizeof(waiting));
    int head[64], tail[64], interval_of[64], free_first[64], free_last[64];
    double arrives[64], handling[64];

    for (int r = 0; r < replications; r++) {
        rng random;
        seed_rng(&random, seed + (uint64_t)r * 0x5851F42D4C957F2Du);
        int *count = counts + (size_t)r * queues * intervals * COUNTS;
        double *second = seconds + (size_t)r * queues * intervals * SECONDS;
        int *left = backlog + (size_t)r * queues * intervals;
        memset(people, 0, agents * sizeof(agent));
        for (int g = 0; g < groups; g++) {
            free_first[g] = free_last[g] = -1;
            for (int m = 0; m < most_in_group[g]; m++) people[first_of_group[g] + m].group = g;
        }
        int size = 0, edge = 0, free_agents = 0;
        for (int q = 0; q < queues; q++) {
            head[q] = tail[q] = 0;
            interval_of[q] = 0;
            handling[q] = 0;
            arrives[q] = 0;
        }
        /* The next arrival of a queue: gaps of a unit-rate process, spent at the rate of each half hour. */
        #define NEXT_ARRIVAL(q) do { \
            double unit = exponential(&random, 1.0), at = arrives[q]; int k = interval_of[q]; \
            for (;;) { \
                if (k >= intervals) { at = INFINITY; break; } \
                double rate = rates[(q) * intervals + k] / length, ends = (k + 1) * length; \
                if (unit < rate * (ends - at)) { at += unit / rate; break; } \
                unit -= rate * (ends - at); at = ends; k++; \
            } \
            arrives[q] = at; interval_of[q] = k; } while (0)
        for (int q = 0; q < queues; q++) NEXT_ARRIVAL(q);

        for (;;) {
            int q = 0;
            for (int other = 1; other < queues; other++) if (arrives[other] < arrives[q]) q = other;
            double now = arrives[q], edge_at = edge <= intervals ? edge * length : INFINITY;
            int kind = 0;
            if (size && heap[0].at <= now) { now = heap[0].at; kind = 1; }
            if (edge_at <= now) { now = edge_at; kind = 2; }
            if (now == INFINITY) break;

            int seekers = 0, seeker = -1;
            if (kind == 0) {
                int k = interval_of[q];
                int *c = count + (q * intervals + k) * COUNTS;
                c[OFFERED]++;
                int chosen = -1;
                if (free_agents) {
                    double since = INFINITY;
                    for (int g = 0; g < groups; g++)
                        if (skills[g] >> q & 1 && free_first[g] >= 0 && people[free_first[g]].free_since < since) {
                            since = people[free_first[g]].free_since;
                            chosen = free_first[g];
                        }
                }
                if (chosen >= 0) {
                    agent *a = people + chosen;
                    free_first[a->group] = a->next_free;
                    if (a->next_free < 0) free_last[a->group] = -1;
                    else people[a->next_free].previous_free = -1;
                    a->is_free = 0; a->is_busy = 1; a->busy_since = now;
                    free_agents--;
                    double work = exponential(&random, handles[q]);
                    c[ANSWERED]++; c[IN_TIME]++;
                    second[(q * intervals + k) * SECONDS + HANDLED] += work;
                    push(heap, &size, (finish){now + work, chosen});
                } else {
                    lines[(size_t)q * room + tail[q]++] = (waiting){now, now + exponential(&random, patience[q])};
                }
                NEXT_ARRIVAL(q);
                continue;
            }
            if (kind == 1) {
                seeker = heap[0].agent;
                seekers = 1;
            } else {
                for (int g = 0; g < groups; g++)
                    for (int m = 0; m < most_in_group[g]; m++) {
                        agent *a = people + first_of_group[g] + m;
                        int wanted = edge < intervals && m < staffed[g * intervals + edge];
                        if (a->on && !wanted) {
                            a->on = 0;
                            if (a->is_free) {
                                if (a->previous_free < 0) free_first[g] = a->next_free;
                                else people[a->previous_free].next_free = a->next_free;
                                if (a->next_free < 0) free_last[g] = a->previous_free;
                                else people[a->next_free].previous_free = a->previous_free;
                                a->is_free = 0;
                                free_agents--;
                                a->staffed += now - a->on_since;
                            }
                        } else if (!a->on && wanted) {
                            a->on = 1;
                            if (!a->is_busy) { a->on_since = now; seekers++; }
                        }
                    }
                edge++;
            }
            for (int m = 0; seekers; m++) {
                int who = kind == 1 ? seeker : m;
                agent *a = people + who;
                if (kind == 2 && (!a->on || a->is_busy || a->is_free)) continue;
                seekers--;
                int from = -1;
                if (a->on) {
                    double since = INFINITY;
                    for (int i = 0; i < queues; i++) {
                        int candidate = order[i];
                        if (from >= 0 && priority[candidate] > priority[from]) break;
                        if (!(skills[a->group] >> candidate & 1)) continue;
                        waiting *line = lines + (size_t)candidate * room;
                        while (head[candidate] < tail[candidate] && line[head[candidate]].deadline < now) {
                            waiting *gone = line + head[candidate]++;
                            int k = (int)(gone->arrived / length), until = (int)(gone->deadline / length);
                            count[(candidate * intervals + k) * COUNTS + ABANDONED]++;
                            second[(candidate * intervals + k) * SECONDS + WAITED] += gone->deadline - gone->arrived;
                            for (; k < until && k < intervals; k++) left[candidate * intervals + k]++;
                        }
                        if (head[candidate] < tail[candidate] && line[head[candidate]].arrived < since) {
                            since = line[head[candidate]].arrived;
                            from = candidate;
                        }
                    }
                }
                if (from >= 0) {
                    waiting *taken = lines + (size_t)from * room + head[from]++;
                    int k = (int)(taken->arrived / length), until = (int)(now / length);
                    double wait = now - taken->arrived, work = exponential(&random, handles[from]);
                    int *c = count + (from * intervals + k) * COUNTS;
                    double *s = second + (from * intervals + k) * SECONDS;
                    c[ANSWERED]++;
                    if (wait <= goal[from]) c[IN_TIME]++;
                    s[WAITED] += wait; s[WAITED_ANSWERED] += wait; s[HANDLED] += work;
                    for (; k < until && k < intervals; k++) left[from * intervals + k]++;
                    if (!a->is_busy) { a->is_busy = 1; a->busy_since = now; }
                    if (kind == 1) replace_first(heap, size, (finish){now + work, who});
                    else push(heap, &size, (finish){now + work, who});
                    continue;
                }
                if (kind == 1) { size--; replace_first(heap, size, heap[size]); }
                if (a->is_busy) { a->is_busy = 0; a->busy += now - a->busy_since; }
                if (a->on) {
                    a->is_free = 1; a->free_since = now; a->next_free = -1;
                    a->previous_free = free_last[a->group];
                    if (free_last[a->group] < 0) free_first[a->group] = who;
                    else people[free_last[a->group]].next_free = who;
                    free_last[a->group] = who;
                    free_agents++;
                } else {
                    a->staffed += now - a->on_since;
                }
            }
        }
        for (int q = 0; q < queues; q++)
            for (int i = head[q]; i < tail[q]; i++) {
                waiting *last = lines + (size_t)q * room + i;
                int k = (int)(last->arrived / length), has_gone = last->deadline <= horizon;
                double until = has_gone ? last->deadline : horizon;
                if (has_gone) count[(q * intervals + k) * COUNTS + ABANDONED]++;
                second[(q * intervals + k) * SECONDS + WAITED] += until - last->arrived;
                int end = has_gone ? (int)(until / length) : intervals;
                for (; k < end && k < intervals; k++) left[q * intervals + k]++;
            }
        for (int i = 0; i < agents; i++) {
            busy[(size_t)r * agents + i] = people[i].busy;
            on_queue[(size_t)r * agents + i] = people[i].staffed;
        }
    }
    free(people); free(heap); free(lines);
}
