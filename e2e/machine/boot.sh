# shellcheck shell=bash

# Runs the machine until it powers itself off; its console is our output, its last word our exit status.
boot() {
  local accelerator="${PREFORK_VM_ACCELERATOR:-tcg}" console="$work/console" limit=()
  [[ -z ${deadline:-} ]] || limit=(timeout --foreground "$deadline")
  [[ $accelerator != tcg ]] || accelerator=tcg,thread=multi
  say "starting the machine ($accelerator)"
  "${limit[@]}" qemu-system-x86_64 -accel "$accelerator" -cpu max -smp 2 -m "${PREFORK_VM_MEMORY:-${memory:-4096}}" \
    -kernel "$work/kernel" -initrd "$work/initrd" -drive "file=$work/disk,if=virtio,format=raw,cache=unsafe" \
    -append "console=ttyS0 quiet psi=1 panic=-1 root=/dev/vda rw init=/init scenario=$scenario" \
    -display none -monitor none -serial stdio -net none -no-reboot </dev/null | tee "$console"
  grep -qx 'machine: exit status 0' "$console" || fail "$scenario failed in the machine; its console is above"
}
