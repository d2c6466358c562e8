"""Both rooms: which system calls a jail may make, by name. Plain data, also for the tables' tool.

What is on no list does not exist for the jail (ENOSYS): libraries fall back, and nothing new or
rarely audited (io_uring, bpf, userfaultfd, keyctl, memfd, SysV memory, ptrace …) is reachable.
"""

from __future__ import annotations


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


ALLOWED = _names(
    """
    read write close lseek pread64 pwrite64 readv writev preadv pwritev
    open openat creat stat fstat lstat newfstatat statx statfs fstatfs access faccessat faccessat2
    getdents getdents64 getcwd chdir fchdir readlink readlinkat umask
    rename renameat renameat2 mkdir mkdirat rmdir link linkat unlink unlinkat symlink symlinkat
    chmod fchmod fchmodat utimensat truncate ftruncate fallocate fadvise64
    fsync fdatasync flock dup dup2 dup3 pipe pipe2 close_range copy_file_range sendfile
    mmap munmap mprotect mremap madvise msync brk
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend
    sigaltstack restart_syscall pause alarm getitimer setitimer
    select pselect6 poll ppoll epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait
    eventfd eventfd2 timerfd_create timerfd_settime timerfd_gettime signalfd4
    futex set_robust_list set_tid_address rseq membarrier arch_prctl
    sched_yield sched_getaffinity sched_getparam sched_getscheduler
    sched_get_priority_max sched_get_priority_min getcpu get_mempolicy
    nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday time times
    getpid getppid gettid getuid geteuid getgid getegid getgroups getresuid getresgid
    getpgrp getpgid getsid capget getrlimit getrusage sysinfo uname getrandom
    exit exit_group wait4 waitid
    sendto recvfrom sendmsg recvmsg shutdown getsockname getpeername
    getsockopt setsockopt
    """
)

# Only where an exercise asks for processes: DataLoader workers, multiprocessing, subprocess.
# They talk over Unix sockets; the jail's own network namespace has no others.
WITH_PROCESSES = _names(
    """
    fork vfork execve kill tkill tgkill setsid setpgid pidfd_open
    bind connect listen accept accept4
    """
)

# Only where there is a GPU: its driver binds memory to nodes, and asks which pages are there.
# Named after what others have traced, not measured. No memfd_create: what is in such a file is on
# nobody's account.
WITH_GPU = _names("mincore mbind set_mempolicy mlock mlock2 munlock")

# It also passes descriptors to itself over a Unix socket. Only in a view of its own: elsewhere the
# sockets of the account's other programs could be reached.
WITH_SOCKETS = _names("bind connect listen accept accept4")

EXTENDED_ATTRIBUTES = _names(
    """
    getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr
    setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr
    """
)

# These refuse with a word that Python understands instead of "no such call".
EPERM, EACCES, ENOTSUP = 1, 13, 95
REFUSED = dict.fromkeys(WITH_PROCESSES, EPERM) | dict.fromkeys(EXTENDED_ATTRIBUTES, ENOTSUP)

# Allowed by their arguments; see seccomp.py.
BY_ARGUMENT = _names("clone clone3 fcntl ioctl prctl prlimit64 socket socketpair kill tgkill")

# Needed to build the wall, never behind it.
OURS = _names("seccomp landlock_create_ruleset landlock_add_rule landlock_restrict_self")

# Refused by a container's default profile; the tests refuse them to play such a container.
NAMESPACES = _names(
    "unshare setns mount umount2 pivot_root open_tree move_mount fsopen mount_setattr"
)

EVERY = ALLOWED | WITH_GPU | WITH_SOCKETS | frozenset(REFUSED) | BY_ARGUMENT | OURS | NAMESPACES
