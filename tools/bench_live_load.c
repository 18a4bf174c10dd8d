/* Cheap clients for bench_live.py, and the bare loop it compares with. Compiled when the benchmark runs.
 *
 *   load sink PORT ORIGIN TICKETS   one client per line of TICKETS (each line: a hello frame's JSON); prints "ready N".
 *   load raw PORT N                 N clients without a handshake, for the bare loop.
 *     commands on stdin:  expect K  → counts K event frames over all clients, prints "got K NANOSECONDS"
 *                         log FILE  → from now on one line per event: monotonic and real nanoseconds, "at", mark
 *   load bare PORT N SIZE WRITES JOIN   accepts N, waits for a line on stdin, then WRITES times a piece of JOIN frames
 *                                       to each; prints the processor seconds that took.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SCRATCH (1 << 20)

struct client { int fd; int open; char *rest; size_t size; };

static char scratch[SCRATCH + 65536];
static struct client *clients;
static int count, ready;
static long seen, due;
static FILE *out;

static long now(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1000000000L + t.tv_nsec;
}

static void die(const char *what) { perror(what); exit(1); }

static int dial(int port) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0 || connect(fd, (struct sockaddr *)&at, sizeof at)) die("connect");
  return fd;
}

static void send_all(int fd, const char *data, size_t size) {
  while (size) {
    ssize_t sent = send(fd, data, size, MSG_NOSIGNAL);
    if (sent < 0) { if (errno == EINTR) continue; die("send"); }
    data += sent; size -= sent;
  }
}

static void hello(int fd, const char *origin, const char *json, size_t size) {
  char text[65536];
  int length = snprintf(text, sizeof text,
    "GET /live HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nOrigin: %s\r\n\r\n", origin);
  send_all(fd, text, length);
  int got = 0;
  while (!memmem(text, got, "\r\n\r\n", 4)) { /* the gateway says nothing more before our hello */
    ssize_t more = recv(fd, text + got, sizeof text - got, 0);
    if (more <= 0) die("handshake");
    got += more;
  }
  if (!memmem(text, got, " 101 ", 5)) { fprintf(stderr, "%.*s\n", got, text); exit(1); }
  unsigned char head[8] = {0x81, 0xfe, size >> 8, size & 255, 0, 0, 0, 0};
  if (size < 126) { fprintf(stderr, "ticket too short\n"); exit(1); }
  send_all(fd, (char *)head, 8);
  send_all(fd, json, size);
}

static void note(const char *payload, size_t size) {
  const char *at = memmem(payload, size, "\"at\":\"", 6), *mark = memmem(payload, size, "@@", 2);
  if (at && mark) fprintf(out, "%ld %ld %.29s %.6s\n", now(CLOCK_MONOTONIC), now(CLOCK_REALTIME), at + 6, mark + 2);
}

static void take(struct client *it) {
  memcpy(scratch, it->rest, it->size);
  ssize_t more = recv(it->fd, scratch + it->size, SCRATCH - it->size, 0);
  if (more == 0) { fprintf(stderr, "a client was cut\n"); exit(1); }
  if (more < 0) { if (errno == EAGAIN || errno == EINTR) return; die("recv"); }
  size_t have = it->size + more, used = 0;
  for (;;) {
    const unsigned char *frame = (unsigned char *)scratch + used;
    size_t left = have - used, head = 2, size;
    if (left < 2) break;
    size = frame[1] & 127;
    if (size == 126) { if (left < 4) break; size = frame[2] << 8 | frame[3]; head = 4; }
    else if (size == 127) {
      if (left < 10) break;
      size = 0; head = 10;
      for (int i = 2; i < 10; i++) size = size << 8 | frame[i];
    }
    if (left < head + size) break;
    const char *payload = scratch + used + head;
    if (size > 11 && !memcmp(payload, "{\"t\":\"event", 11)) { seen++; if (out) note(payload, size); }
    else if (!it->open && size > 13 && !memcmp(payload, "{\"t\":\"welcome", 13)) { it->open = 1; ready++; }
    else if (frame[0] == 0x89) send(it->fd, "\x8a\x80\0\0\0\0", 6, MSG_NOSIGNAL); /* a ping: here still */
    used += head + size;
  }
  it->size = have - used;
  it->rest = realloc(it->rest, it->size + 1);
  memcpy(it->rest, scratch + used, it->size);
}

static void command(void) {
  char line[4096];
  ssize_t got = read(0, line, sizeof line - 1);
  if (got <= 0) exit(0);
  line[got] = 0;
  char path[2048];
  if (sscanf(line, "expect %ld", &due) == 1) { seen = 0; printf("counting\n"); fflush(stdout); }
  else if (sscanf(line, "log %2000s", path) == 1) { out = fopen(path, "w"); printf("logging\n"); fflush(stdout); }
}

static void sink(int port, const char *origin, const char *tickets, int raw) {
  FILE *file = raw ? NULL : fopen(tickets, "r");
  char line[32768];
  int poll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data = {.ptr = NULL}}, events[512];
  epoll_ctl(poll, EPOLL_CTL_ADD, 0, &event);
  clients = calloc(raw ? raw : 100000, sizeof *clients);
  for (; raw ? count < raw : fgets(line, sizeof line, file) != NULL; count++) {
    struct client *it = &clients[count];
    it->fd = dial(port);
    it->rest = malloc(1);
    if (!raw) hello(it->fd, origin, line, strcspn(line, "\n"));
    fcntl(it->fd, F_SETFL, O_NONBLOCK);
    event.data.ptr = it;
    epoll_ctl(poll, EPOLL_CTL_ADD, it->fd, &event);
  }
  if (raw) ready = count;
  int told = 0;
  long began = 0;
  for (;;) {
    if (!told && ready == count) { told = 1; printf("ready %d\n", count); fflush(stdout); }
    int n = epoll_wait(poll, events, 512, -1);
    for (int i = 0; i < n; i++) {
      if (!events[i].data.ptr) { command(); began = now(CLOCK_MONOTONIC); }
      else take(events[i].data.ptr);
    }
    if (due && seen >= due) {
      if (out) fflush(out);
      printf("got %ld %ld\n", seen, now(CLOCK_MONOTONIC) - began);
      fflush(stdout);
      due = 0;
    }
  }
}

static double spent(void) {
  struct rusage use;
  getrusage(RUSAGE_SELF, &use);
  return use.ru_utime.tv_sec + use.ru_stime.tv_sec + (use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
}

static int bare(int port, int n, int size, int writes, int join) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  int one = 1, door = socket(AF_INET, SOCK_STREAM, 0), *fds = calloc(n, sizeof *fds);
  setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(door, (struct sockaddr *)&at, sizeof at) || listen(door, 4096)) die("listen");
  printf("listening\n"); fflush(stdout);
  for (int i = 0; i < n; i++) {
    fds[i] = accept(door, NULL, NULL);
    setsockopt(fds[i], IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  }
  size_t piece = (size_t)size * join;
  char *data = malloc(piece), line[16];
  for (int i = 0; i < join; i++) {
    char *frame = data + (size_t)i * size;
    memset(frame, ' ', size);
    frame[0] = (char)0x81; frame[1] = 126; frame[2] = (size - 4) >> 8; frame[3] = (size - 4) & 255;
    memcpy(frame + 4, "{\"t\":\"event\"", 12);
  }
  if (!fgets(line, sizeof line, stdin)) return 1;
  double began = spent();
  for (int w = 0; w < writes; w++) for (int i = 0; i < n; i++) send_all(fds[i], data, piece);
  printf("%f\n", spent() - began); fflush(stdout);
  if (!fgets(line, sizeof line, stdin)) return 0;
  return 0;
}

int main(int argc, char **argv) {
  struct rlimit most;
  getrlimit(RLIMIT_NOFILE, &most);
  most.rlim_cur = most.rlim_max;
  setrlimit(RLIMIT_NOFILE, &most);
  if (argc == 5 && !strcmp(argv[1], "sink")) sink(atoi(argv[2]), argv[3], argv[4], 0);
  if (argc == 4 && !strcmp(argv[1], "raw")) sink(atoi(argv[2]), NULL, NULL, atoi(argv[3]));
  if (argc == 7 && !strcmp(argv[1], "bare"))
    return bare(atoi(argv[2]), atoi(argv[3]), atoi(argv[4]), atoi(argv[5]), atoi(argv[6]));
  fprintf(stderr, "see the comment at the head of the source\n");
  return 2;
}
